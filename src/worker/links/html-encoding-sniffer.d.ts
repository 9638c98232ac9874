/** The library ships without types (https://github.com/jsdom/html-encoding-sniffer). */
declare module 'html-encoding-sniffer' {
  interface SniffOptions {
    readonly xml?: boolean
    readonly transportLayerEncodingLabel?: string
    readonly defaultEncoding?: string
    readonly maxPrescanBytes?: number
  }
  /** The WHATWG name of the encoding of a document, by its first bytes and what its headers say. */
  function sniffEncoding(head: Uint8Array, options?: SniffOptions): string
  export = sniffEncoding
}

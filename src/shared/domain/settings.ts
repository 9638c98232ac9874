/** Settings of the whole app; the database keeps what differs from the defaults. */
export interface Settings {
  readonly language: 'zh-CN' | 'en' | 'system'
  /** IANA zone in which people count days. */
  readonly businessZone: string
  /** Tag keys, in order of preference, that fill the three lifted columns. Compared without case. */
  readonly tagKeys: {
    readonly productLine: readonly string[]
    readonly env: readonly string[]
    readonly name: readonly string[]
  }
  /** Name written into the history of the people's layer; empty means the operating system's user name. */
  readonly userName: string
  /** `system`, `none`, or the proxy's URL. */
  readonly proxy: string
}

export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  businessZone: 'Asia/Shanghai',
  tagKeys: {
    productLine: ['product_line', 'productline', 'product-line', '产品线'],
    env: ['env', 'environment', '环境'],
    name: ['name', '名称'],
  },
  userName: '',
  proxy: 'system',
}

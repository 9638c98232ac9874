import type { Frame } from './event-stream.ts'

/** Reads the form `text/event-stream` as the HTML standard defines it, as far as a server of ours may use it. */
export function createParser(): {
  readonly frames: readonly Frame[]
  readonly comments: number
  push(text: string): void
} {
  const frames: Frame[] = []
  let comments = 0
  let rest = ''
  let fields: { event: string; id: string | null; data: string[] } = { event: 'message', id: null, data: [] }
  const readLine = (line: string): void => {
    if (line === '') {
      if (fields.data.length > 0) frames.push({ event: fields.event, id: fields.id, data: fields.data.join('\n') })
      fields = { event: 'message', id: null, data: [] }
      return
    }
    const colon = line.indexOf(':')
    if (colon === 0) {
      comments += 1
      return
    }
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'event') fields.event = value
    else if (name === 'id') fields.id = value
    else if (name === 'data') fields.data.push(value)
    else if (name !== 'retry') throw new Error(`unknown field ${JSON.stringify(line)}`)
  }
  return {
    frames,
    get comments() {
      return comments
    },
    push(text) {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      lines.forEach(readLine)
    },
  }
}

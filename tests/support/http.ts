import { request } from 'node:http'
import { connect } from 'node:net'

export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** One HTTP request to 127.0.0.1 on a connection of its own, with exactly the headers that are given. */
export function ask(port: number, path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.once('error', reject)
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

/** Sends bytes as they are and gives back all that comes until the other side ends; `isHeldOpen` leaves our end open. */
export function sendRaw(port: number, bytes: string | Buffer, { isHeldOpen = false } = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    // A connection that is reset is an answer, too.
    socket.on('error', () => {})
    socket.once('close', () => resolve(text))
    if (isHeldOpen) socket.write(bytes)
    else socket.end(bytes)
  })
}

import { Pool } from 'undici'
import { signRequest } from '../../src/worker/connectors/huawei/signer.ts'
import { DEFAULT_KEYS } from '../simulators/huawei/server.ts'

export interface SignedAnswer {
  readonly status: number
  readonly json: Readonly<Record<string, unknown>>
}

/** Signed calls over kept connections and nothing else: no pace, no retries, no checks. */
export interface SignedClient {
  get(path: string): Promise<SignedAnswer>
  post(path: string, body: unknown): Promise<SignedAnswer>
  close(): Promise<void>
}

export const LIST_PATH = '/v2/orders/suscriptions/resources/query'
export const LIST_PAGE = 500
export const INVENTORY_PAGE = 200

export function createSignedClient(base: string, connections: number): SignedClient {
  const pool = new Pool(base, { connections })
  const [key] = DEFAULT_KEYS

  async function send(method: 'GET' | 'POST', path: string, body: string | null): Promise<SignedAnswer> {
    const url = new URL(path, base)
    const headers = signRequest(
      { method, url, headers: { 'content-type': 'application/json' }, body },
      { accessKey: key?.accessKey as string, secretKey: key?.secretKey as string },
      Date.now(),
    )
    const answer = await pool.request({ method, path, headers, body })
    return { status: answer.statusCode, json: JSON.parse(await answer.body.text()) as SignedAnswer['json'] }
  }

  return {
    get: (path) => send('GET', path, null),
    post: (path, body) => send('POST', path, JSON.stringify(body)),
    close: () => pool.close(),
  }
}

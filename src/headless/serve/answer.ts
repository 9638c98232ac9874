import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { AppErrorCode, ErrorParams } from '../../shared/domain/app-error.ts'
import type { Envelope } from '../../shared/ipc/envelope.ts'
import { pageHeaders } from '../../shared/page-policy.ts'

/** A nonce for one response: 128 bits, as the policy's standard asks for. */
export function newNonce(): string {
  return randomBytes(16).toString('base64')
}

/** Answers with an envelope; it carries the same protections as the page. */
export function sendEnvelope(
  response: ServerResponse,
  status: number,
  envelope: Envelope<unknown>,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(response, status, { ...pageHeaders('answer.json', newNonce()), ...headers }, JSON.stringify(envelope))
}

/** Answers with a failure in an envelope. */
export function sendFailure(
  response: ServerResponse,
  status: number,
  code: AppErrorCode,
  params: ErrorParams = {},
  headers: Readonly<Record<string, string>> = {},
): void {
  sendEnvelope(response, status, toFailure(code, params), headers)
}

/** The envelope of a failure. */
export function toFailure(code: AppErrorCode, params: ErrorParams = {}): Envelope<never> {
  return { ok: false, error: { code, params, raw: null } }
}

/** Sends one whole answer; Node keeps the body back from a HEAD request. */
export function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): void {
  // Whoever asked may have gone meanwhile.
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { ...headers, 'Content-Length': String(Buffer.byteLength(body)) })
  response.end(body)
}

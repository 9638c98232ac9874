import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Router } from '../../shared/ipc/contract.ts'
import { sendEnvelope, sendFailure } from './answer.ts'
import { readBody } from './request-body.ts'

/** A query over 100,000 chosen items is 4 MB; nothing that the page sends comes near twice that. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024

/** Answers POST /api/request: `{ route, input }` in, the router's envelope out. Who sent it has been checked before. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  requestUnknown: Router['requestUnknown'],
): Promise<void> {
  if (!isJson(request.headers['content-type'])) {
    return sendBadRequest(response, 415, { field: 'content-type', problem: 'wrongForm', limit: 'application/json' })
  }
  const body = await readBody(request, MAX_BODY_BYTES)
  switch (body.kind) {
    case 'cut-off':
      // Nobody is left to read an answer.
      return
    case 'too-big':
      return sendBadRequest(response, 413, { field: 'body', problem: 'tooBig', limit: MAX_BODY_BYTES })
    case 'not-utf8':
      return sendBadRequest(response, 400, { field: 'body', problem: 'wrongForm', limit: 'UTF-8' })
    case 'text': {
      const call = toCall(body.text)
      if (!call)
        return sendBadRequest(response, 400, { field: 'body', problem: 'wrongForm', limit: '{ route, input }' })
      return sendEnvelope(response, 200, await requestUnknown(call.route, call.input))
    }
  }
}

function sendBadRequest(response: ServerResponse, status: number, params: Record<string, string | number>): void {
  sendFailure(response, status, 'BAD_REQUEST', { route: '', ...params })
}

function isJson(contentType = ''): boolean {
  return contentType.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'
}

function toCall(text: string): { readonly route: unknown; readonly input: unknown } | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'route')) return null
  if (Object.keys(value).some((key) => key !== 'route' && key !== 'input')) return null
  const { route, input } = value as { readonly route: unknown; readonly input?: unknown }
  return { route, input }
}

import { json, serviceOf, type Answer, type ApiName } from './api.ts'

/** A refusal in the gateway's shape (facts: cloud-apis A3). */
export function gatewayError(
  status: number,
  code: string,
  message: string,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return json(status, { error_msg: message, error_code: code, request_id: requestId }, headers)
}

/** A refusal in the flat shape of BSS, Config and TMS. */
export function flatError(status: number, code: string, message: string): Answer {
  return json(status, { error_code: code, error_msg: message })
}

/** BSS's parameter check. */
export function badParameter(detail: string): Answer {
  return flatError(400, 'CBC.0100', `Parameter error. ${detail}`)
}

/** EPS wraps its errors (facts: cloud-apis A6). */
export function epsError(status: number, code: string, message: string): Answer {
  return json(status, { error: { error_code: code, error_msg: message } })
}

/** IAM's own shape (facts: cloud-apis A6). */
export function iamError(status: number, title: string, message: string): Answer {
  return json(status, { error: { code: status, message, title } })
}

/** 403 as each service says it. TMS.0004 is from TMS's error table; the others from cloud-apis A3 and A6. */
export function forbidden(api: ApiName, requestId: string): Answer {
  switch (serviceOf(api)) {
    case 'config':
      return gatewayError(403, 'APIG.0302', 'The user is not authorised to call rms:resources:list.', requestId)
    case 'tms':
      return flatError(403, 'TMS.0004', 'You do not have permissions to perform the operation.')
    case 'eps':
      return epsError(403, 'EPS.0004', "Policy doesn't allow eps:enterpriseProjects:list to be performed.")
    case 'iam':
      return iamError(403, 'Forbidden', 'You are not authorized to perform the requested action.')
    case 'rating':
      return accessDenied('bss:discount:view')
    case 'bss':
    case null:
      return accessDenied('billing:subscription:view')
  }
}

/** BSS's refusal, naming the permission that is missing. */
export function accessDenied(permission: string): Answer {
  return flatError(
    403,
    'CBC.0151',
    `user access denied.checkCustomerPermission,correct permission code is ${permission}`,
  )
}

/** 500 as each service says it. */
export function internalError(api: ApiName): Answer {
  switch (serviceOf(api)) {
    case 'tms':
      return flatError(500, 'TMS.0001', 'System error.')
    case 'config':
      return flatError(500, 'RMS.00000001', 'Internal server error.')
    case 'eps':
      return epsError(500, 'EPS.0001', 'System error.')
    case 'iam':
      return iamError(500, 'Internal Server Error', 'An unexpected error prevented the server from answering.')
    case 'bss':
    case 'rating':
    case null:
      return flatError(500, 'CBC.0999', 'Other errors.')
  }
}

export interface ThrottleShape {
  readonly shape: 'APIG' | 'CBC'
  /** Seconds for a Retry-After header; Huawei documents none, so none is the default. */
  readonly retryAfter?: number
  /** Calls per second to name in the gateway's text; absent: the text does not say. */
  readonly limit?: number
}

/** 429 in either of the two shapes that are seen (facts: cloud-apis A3). */
export function throttled({ shape, retryAfter, limit }: ThrottleShape, requestId: string): Answer {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  if (shape === 'CBC') return { ...flatError(429, 'CBC.0250', 'message flow control'), headers }
  const text = 'The throttling threshold has been reached: policy user over ratelimit'
  const named = limit === undefined ? text : `${text},limit:${limit},time:1 second`
  return gatewayError(429, 'APIG.0308', named, requestId, headers)
}

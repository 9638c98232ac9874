/**
 * Every failure that a person or a program can meet, by code. The sentence for people lives in the texts under
 * `error.<code>`; nothing ever matches a message.
 */
export const APP_ERROR_CODES = [
  // Requests to the core
  'BAD_REQUEST',
  'USAGE',
  'UNKNOWN_ROUTE',
  'FORBIDDEN_SENDER',
  'NOT_FOUND',
  'CORE_UNREACHABLE',
  'NOT_AVAILABLE_HERE',
  'LINK_NOT_ALLOWED',
  'INTERNAL',
  'SHUTTING_DOWN',
  // Accounts and secrets
  'NO_ACCOUNT',
  'ACCOUNT_NOT_FOUND',
  'ACCOUNT_NAME_TAKEN',
  'ACCOUNT_BUSY',
  'SECRET_MISSING',
  'SECRET_UNREADABLE',
  'SECRET_IN_KEYCHAIN',
  'SECRET_KEY_FILE_UNSAFE',
  'SECRET_STORE_WEAK',
  'SECRET_STORE_UNAVAILABLE',
  'PROVIDER_UNSUPPORTED',
  'ENDPOINT_INVALID',
  // Items and runs
  'ITEM_NOT_FOUND',
  'ITEM_AMBIGUOUS',
  'RUN_NOT_FOUND',
  'EDIT_NOT_FOUND',
  'EDIT_UNDONE',
  'TOO_MANY_TAGS',
  'SNAPSHOT_NOT_FOUND',
  'NO_REVIEW',
  'SNAPSHOT_DAMAGED',
  'VIEW_NAME_TAKEN',
  // Links
  'LINK_NOT_FOUND',
  'LINK_EXISTS',
  'LINK_URL_INVALID',
  'LINK_GROUP_NOT_FOUND',
  'LINK_GROUP_NAME_TAKEN',
  'LINKS_BUSY',
  'NO_LINK',
  'LINK_FILE_UNREADABLE',
  // Schedules, notices and webhooks
  'SCHEDULE_RULE',
  'SCHEDULE_NOT_FOUND',
  'PAUSE_TOO_LONG',
  'NOTICE_NOT_FOUND',
  'WEBHOOK_NOT_FOUND',
  'WEBHOOK_URL_INVALID',
  'WEBHOOK_LIMIT',
  // Database and files
  'DB_FROM_FUTURE',
  'DB_DAMAGED',
  'BACKUP_DAMAGED',
  'DB_NOT_OURS',
  'DB_BUSY',
  'DB_LOST',
  'DISK_FULL',
  'FILE_EXISTS',
  'FILE_UNREADABLE',
  'FILE_UNWRITABLE',
  // The page in the browser
  'PORT_UNAVAILABLE',
  'PAGE_MISSING',
  // Worker
  'WORKER_EXITED',
  'WORKER_NOT_READY',
  'WORKER_CIRCUIT_OPEN',
  // What a cloud answers
  'CLOUD_KEY_UNKNOWN',
  'CLOUD_SECRET_WRONG',
  'CLOUD_KEY_REJECTED',
  'CLOUD_KEY_LOCKED',
  'CLOUD_TOKEN_EXPIRED',
  'CLOUD_CLOCK_SKEWED',
  'CLOUD_FORBIDDEN',
  'CLOUD_NOT_ALLOWED',
  'CLOUD_BAD_PARAMETER',
  'CLOUD_API_NOT_FOUND',
  'CLOUD_THROTTLED',
  'CLOUD_SERVER_ERROR',
  'CLOUD_BAD_ANSWER',
  'CLOUD_REFUSED',
  'CLOUD_CIRCUIT_OPEN',
  // What the network does
  'NET_UNREACHABLE',
  'NET_DNS',
  'NET_TLS',
  'NET_TIMEOUT',
  'NET_RESET',
  'NET_PROXY',
] as const
export type AppErrorCode = (typeof APP_ERROR_CODES)[number]

export type ErrorParams = Readonly<Record<string, string | number>>

/** A failure with a code; `message` is for logs of developers, people read the text of the code. */
export class AppError extends Error {
  readonly code: AppErrorCode
  readonly params: ErrorParams
  /** A provider's or system's own words, secrets removed. */
  readonly raw: string | null

  constructor(code: AppErrorCode, params: ErrorParams = {}, options: { cause?: unknown; raw?: string | null } = {}) {
    super(
      `${code}${options.raw ? `: ${options.raw}` : ''}`,
      options.cause === undefined ? {} : { cause: options.cause },
    )
    this.name = 'AppError'
    this.code = code
    this.params = params
    this.raw = options.raw ?? null
  }
}

/** True for failures that carry a code of ours. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError
}

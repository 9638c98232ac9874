interface Environment {
  readonly [name: string]: string | undefined
}

/** What the worker may see of the environment besides proxies: nothing of ours, no secrets, only what the network needs. */
export const KEPT_VARIABLES = [
  'PATH',
  'TZ',
  'LANG',
  'SYSTEMROOT',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
] as const

/** Where a proxy is named. */
export const PROXY_VARIABLES = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'] as const

/** What a proxy is not asked for. */
export const BYPASS_VARIABLES = ['NO_PROXY', 'no_proxy'] as const

/** Small young generation: pages live for milliseconds, and memory matters more than the last percent of speed. */
export const WORKER_FLAGS = ['--max-semi-space-size=8']

/**
 * Set for every worker. Each name that is looked up holds a thread of Node's pool until the resolver has answered: with
 * the usual four, a run over hundreds of links waits for names most of its time.
 */
export const SET_VARIABLES: Readonly<Record<string, string>> = { UV_THREADPOOL_SIZE: '128' }

/** Those of the variables that are set. */
export function pickVariables(env: Environment, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of names) {
    const value = env[name]
    if (value !== undefined) picked[name] = value
  }
  return picked
}

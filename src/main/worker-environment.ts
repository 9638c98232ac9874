import {
  BYPASS_VARIABLES,
  KEPT_VARIABLES,
  pickVariables,
  PROXY_VARIABLES,
  SET_VARIABLES,
} from '../core/worker-variables.ts'

interface Environment {
  readonly [name: string]: string | undefined
}

/** An address of a cloud that decides which way the system's proxy rules send us; nothing is sent there. */
export const PROXY_PROBE_URL = 'https://bss.myhuaweicloud.com/'

/** Asking the system may run a script of the company's network; without an answer in time the way is direct. */
const RESOLVE_TIMEOUT_MS = 3_000

/**
 * The worker's environment. Proxy variables of the environment win; without them the system's rules are asked once, so
 * that a desktop behind a proxy works without a setting.
 */
export async function createWorkerEnvironment(
  env: Environment,
  resolveProxy: (url: string) => Promise<string>,
): Promise<Record<string, string>> {
  const kept = { ...pickVariables(env, KEPT_VARIABLES), ...SET_VARIABLES }
  const bypass = pickVariables(env, BYPASS_VARIABLES)
  const named = pickVariables(env, PROXY_VARIABLES)
  if (Object.values(named).some((value) => value !== '')) return { ...kept, ...bypass, ...named }
  const proxy = toProxyUrl(await withTimeout(resolveProxy(PROXY_PROBE_URL)))
  return proxy === null ? kept : { ...kept, ...bypass, HTTPS_PROXY: proxy, HTTP_PROXY: proxy }
}

/**
 * The first way of a rule such as `PROXY 10.0.0.1:3128; DIRECT` as an address; null for a direct way. SOCKS is passed
 * over: the worker's connections speak HTTP to proxies.
 */
export function toProxyUrl(rule: string): string | null {
  for (const way of rule.split(';')) {
    const [kind = '', host = ''] = way.trim().split(/\s+/)
    if (kind.toUpperCase() === 'DIRECT') return null
    const scheme = { PROXY: 'http', HTTP: 'http', HTTPS: 'https' }[kind.toUpperCase()]
    const address = `${scheme}://${host}`
    if (scheme && host && URL.canParse(address)) return address
  }
  return null
}

async function withTimeout(answer: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, RESOLVE_TIMEOUT_MS, 'DIRECT')
  })
  try {
    return await Promise.race([answer.catch(() => 'DIRECT'), late])
  } finally {
    clearTimeout(timer)
  }
}

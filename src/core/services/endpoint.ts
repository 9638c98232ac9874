import { AppError } from '../../shared/domain/app-error.ts'

/**
 * Checks a base URL as typed: http or https, a host, no credentials, no query. Returns it without a trailing slash;
 * null stays null and means the provider's own hosts.
 */
export function checkEndpoint(endpoint: string | null): string | null {
  if (endpoint === null) return null
  const bad = (problem: string): AppError =>
    new AppError('ENDPOINT_INVALID', {
      reason: `${problem}: ${endpoint.replace(/\/\/[^/@]*@/, '//***@').slice(0, 200)}`,
    })
  let url: URL
  try {
    url = new URL(endpoint)
  } catch {
    throw bad('not a URL')
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw bad('only http and https')
  if (url.username || url.password) throw bad('must not contain credentials')
  if (url.search || url.hash) throw bad('must not contain a query')
  return url.href.replace(/\/+$/, '')
}

import { PAGE_FILE, toPageFile } from '../shared/page-policy.ts'

/** The scheme under which the window loads its files; nothing outside of this app can serve it. */
export const APP_SCHEME = 'app'

/** The host of all addresses of the page. */
export const APP_HOST = 'duewatch'

/** Where the window starts. */
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/`

/** True for addresses of our own page, whatever their path; anything that is no address is not ours. */
export function isAppAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  // The origin of a scheme that Node does not know is the text "null", so its parts are compared.
  const { protocol, host, username, password } = new URL(address)
  return protocol === `${APP_SCHEME}:` && host === APP_HOST && username === '' && password === ''
}

/** True for addresses that show the page itself; a script or picture of ours in its place would leave no way back. */
export function isPageAddress(address: string): boolean {
  return isAppAddress(address) && toPageFile(new URL(address).pathname) === PAGE_FILE
}

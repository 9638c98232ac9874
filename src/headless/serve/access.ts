import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits: nobody guesses it, and in base64url it still fits on a line of the terminal. */
const SECRET_BYTES = 32

/** Who may use the page: whoever brings an unused token gets a cookie, whoever brings the cookie is let in. */
export interface Access {
  /** The token of the link that works now: the last one while it is unused, otherwise a new one. */
  token(): string
  /** True while the last token has not been used. */
  readonly isTokenUnused: boolean
  /** True once, for the last token. */
  redeem(token: string): boolean
  /** The value of `Set-Cookie` for whoever has redeemed a token. */
  readonly setCookie: string
  /** Takes the `Cookie` header of a request. */
  isSignedIn(cookieHeader: string | undefined): boolean
}

/** Creates the secrets of one server; the port stands in the cookie's name, because cookies do not tell ports apart. */
export function createAccess(port: number): Access {
  const name = `duewatch_${port}`
  const session = newSecret()
  let token = newSecret()
  let isTokenUnused = true
  return {
    token() {
      if (!isTokenUnused) {
        token = newSecret()
        isTokenUnused = true
      }
      return token
    },
    get isTokenUnused() {
      return isTokenUnused
    },
    redeem(offered) {
      if (!isSame(offered, token) || !isTokenUnused) return false
      isTokenUnused = false
      return true
    },
    setCookie: `${name}=${session}; Path=/; HttpOnly; SameSite=Strict`,
    isSignedIn(cookieHeader = '') {
      // Another program on this machine can plant a cookie of the same name beside ours, so each of them counts.
      return cookieHeader
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name}=`))
        .some((pair) => isSame(pair.slice(name.length + 1), session))
    },
  }
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

/** Takes the same time wherever the texts differ and however long they are: digests have one length. */
function isSame(left: string, right: string): boolean {
  return timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest())
}

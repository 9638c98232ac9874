import { describe, expect, it } from 'vitest'
import { createAccess } from '../../../../src/headless/serve/access.ts'

const cookieOf = (setCookie: string): string => setCookie.split(';', 1)[0] ?? ''

describe('createAccess', () => {
  it('takes a token once', () => {
    const access = createAccess(80)
    const token = access.token()
    expect([access.redeem(token), access.redeem(token)]).toEqual([true, false])
  })

  it('takes only the last token: one that has been replaced after its use stays used', () => {
    const access = createAccess(80)
    const first = access.token()
    access.redeem(first)
    const second = access.token()
    expect(second).not.toBe(first)
    expect([access.redeem(first), access.redeem(second)]).toEqual([false, true])
  })

  it('keeps a token through wrong ones', () => {
    const access = createAccess(80)
    const token = access.token()
    for (const wrong of ['', token.slice(1), `${token}=`, token.toUpperCase(), `${token}\u0000`]) {
      expect(access.redeem(wrong)).toBe(false)
    }
    expect(access.isTokenUnused).toBe(true)
    expect(access.redeem(token)).toBe(true)
  })

  it('has secrets of 256 bits that no two servers share, not even on one port', () => {
    const [one, other] = [createAccess(4_000), createAccess(4_000)]
    expect(Buffer.from(one.token(), 'base64url')).toHaveLength(32)
    expect(one.token()).not.toBe(other.token())
    expect(one.isSignedIn(cookieOf(one.setCookie))).toBe(true)
    expect(one.isSignedIn(cookieOf(other.setCookie))).toBe(false)
  })

  it('takes neither the token nor part of the secret as a cookie', () => {
    const access = createAccess(4_000)
    const cookie = cookieOf(access.setCookie)
    const wrong = [undefined, '', 'duewatch_4000', 'duewatch_4000=', cookie.slice(0, -1), `x${cookie}`, `${cookie}A`]
    for (const header of [...wrong, `duewatch_4000=${access.token()}`]) expect(access.isSignedIn(header)).toBe(false)
  })
})

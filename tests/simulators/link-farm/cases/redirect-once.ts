import { redirect, reply } from '../answers.ts'
import type { Exchange, Serve } from '../case.ts'
import { PLAIN_PAGE } from '../pages.ts'

/** Sends `/` elsewhere and answers 200 there. */
export function redirectOnce(location: string | ((exchange: Exchange) => string), code = 302): Serve {
  return (exchange) => {
    if (exchange.path !== '/' || exchange.isOther) return reply(exchange, { body: PLAIN_PAGE })
    redirect(exchange, typeof location === 'string' ? location : location(exchange), code)
  }
}

import type { PageServer } from './server.ts'

/** A page that is reloaded over and over must not fill the terminal with links. */
const LINK_EVERY_MS = 10_000

export interface LinkOfferOptions {
  readonly server: Pick<PageServer, 'link' | 'isLinkUsed'>
  readonly say: (link: string) => void
  readonly clock: { now(): number }
}

/** Says new links in the terminal. */
export interface LinkOffer {
  /** Somebody in the terminal asks for one. */
  give(): void
  /** Somebody stands in front of the page; while the last link is unused, it still stands in the terminal. */
  giveIfNeeded(): void
}

/** Creates the offer; links that nobody in the terminal has asked for come at most every ten seconds. */
export function createLinkOffer({ server, say, clock }: LinkOfferOptions): LinkOffer {
  let lastAt = -Infinity
  return {
    give: () => say(server.link()),
    giveIfNeeded() {
      const now = clock.now()
      if (!server.isLinkUsed || now - lastAt < LINK_EVERY_MS) return
      lastAt = now
      say(server.link())
    },
  }
}

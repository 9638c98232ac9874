import { describe, expect, it } from 'vitest'
import { createLinkOffer, type LinkOffer } from '../../../../src/headless/serve/link-offer.ts'

function createOffer(): { offer: LinkOffer; said: string[]; use(): void; wait(ms: number): void } {
  const said: string[] = []
  let now = 1_000
  let number = 1
  let isLinkUsed = false
  const server = {
    link() {
      if (isLinkUsed) number += 1
      isLinkUsed = false
      return `link ${number}`
    },
    get isLinkUsed() {
      return isLinkUsed
    },
  }
  return {
    offer: createLinkOffer({ server, say: (link) => said.push(link), clock: { now: () => now } }),
    said,
    use: () => (isLinkUsed = true),
    wait: (ms) => (now += ms),
  }
}

describe('createLinkOffer', () => {
  it('says nothing while the link in the terminal still works', () => {
    const { offer, said } = createOffer()
    offer.giveIfNeeded()
    expect(said).toEqual([])
  })

  it('says one new link when somebody comes after the last one was used', () => {
    const { offer, said, use } = createOffer()
    use()
    offer.giveIfNeeded()
    offer.giveIfNeeded()
    expect(said).toEqual(['link 2'])
  })

  it('says at most one in ten seconds, however fast links are used up', () => {
    const { offer, said, use, wait } = createOffer()
    for (let i = 0; i < 41; i += 1) {
      use()
      offer.giveIfNeeded()
      wait(500)
    }
    expect(said).toEqual(['link 2', 'link 3', 'link 4'])
  })

  it('always answers whoever asks in the terminal', () => {
    const { offer, said, use } = createOffer()
    offer.give()
    offer.give()
    use()
    offer.give()
    expect(said).toEqual(['link 1', 'link 1', 'link 2'])
  })
})

import { describe, expect, it } from 'vitest'
import {
  draftOf,
  groupNamed,
  nameFromAddress,
  problemOfSite,
  problemsOf,
  remarkOn,
} from '../../../../../src/renderer/features/links/link-draft.ts'
import { aLink } from '../../../../support/renderer-builders.ts'

const TODAY = '2026-11-20'

describe('remarkOn', () => {
  it('has nothing to say about a web address', () => {
    expect(remarkOn('https://example.com/a?b#c')).toBeNull()
    expect(remarkOn('  http://192.168.1.1:8080 ')).toBeNull()
  })

  it.each([
    ['example.com', 'https://example.com'],
    ['www.example.com/friends', 'https://www.example.com/friends'],
    ['//example.com/', 'https://example.com/'],
    ['localhost:3000', 'https://localhost:3000'],
    ['例子.中国', 'https://例子.中国'],
  ])('guesses that %s lacks its scheme', (text, suggestion) => {
    expect(remarkOn(text)).toEqual({ isProblem: true, words: 'no-scheme', suggestion })
  })

  it.each(['hello', '12', '1.5', 'C:\\links.txt', 'two words.com'])('does not make an address of %s', (text) => {
    expect(remarkOn(text)).toEqual({ isProblem: true, words: 'url-invalid', suggestion: null })
  })

  it('refuses passwords and never repeats them in a suggestion', () => {
    expect(remarkOn('https://user:secret@example.com/')).toEqual({
      isProblem: true,
      words: 'url-credentials',
      suggestion: null,
    })
  })

  it('warns of addresses that can be kept but will not be checked as hoped', () => {
    expect(remarkOn('ftp://example.com/')).toMatchObject({ isProblem: false, words: 'other-scheme' })
    expect(remarkOn('https://exa mple.com/')).toMatchObject({ isProblem: false, words: 'unreadable' })
  })
})

describe('problemsOf', () => {
  const draft = { ...draftOf(null, null), url: 'https://example.com/' }

  it('takes the host for a name that was left empty', () => {
    expect(nameFromAddress('https://Example.com/a')).toBe('example.com')
    expect(problemsOf(draft, null, TODAY).name).toBeNull()
    expect(problemsOf({ ...draft, url: 'mailto:a' }, null, TODAY).name).toBe('links.form.nameMissing')
    expect(problemsOf({ ...draft, url: 'example.com' }, null, TODAY).name).toBeNull()
  })

  it('refuses a name that could pass for another one', () => {
    expect(problemsOf({ ...draft, name: 'a\u202eb' }, null, TODAY).name).toBe('link.importProblem.name-invalid')
  })

  it('wants a reason for a white-listing and no review day in the past, unless it was there before', () => {
    const whitelist = { reason: ' ', reviewOn: '2026-11-19', isReviewBroken: false }
    const found = problemsOf({ ...draft, isWhitelisted: true, whitelist }, null, TODAY)
    expect(found.reason).toBe('links.whitelist.reasonMissing')
    expect(found.reviewOn).toBe('links.whitelist.reviewPast')
    const link = aLink({ whitelisting: { reason: 'x', by: 'y', at: 0, reviewOn: '2026-11-19' } })
    expect(problemsOf(draftOf(link, null), link, TODAY).reviewOn).toBeNull()
  })

  it('asks nothing of a white-listing that is not wanted', () => {
    expect(problemsOf(draft, null, TODAY).reason).toBeNull()
  })

  it('takes a domain or an address as the wanted site, and nothing else', () => {
    expect(['', 'example.com', 'https://example.com/blog/'].map(problemOfSite)).toEqual([null, null, null])
    expect(problemOfSite('our site')).toBe('links.form.backlinkInvalid')
  })
})

describe('groupNamed', () => {
  it('finds a group whatever the case, and never the default one by an empty name', () => {
    const group = {
      groupId: 'g',
      name: 'Friends',
      policy: 'strict',
      allowsPrivate: false,
      includesSubdomains: false,
      linkCount: 0,
    } as const
    expect(groupNamed([{ ...group, groupId: 'default', name: '' }, group], ' friends ')).toBe(group)
    expect(groupNamed([{ ...group, groupId: 'default', name: '' }], ' ')).toBeNull()
  })
})

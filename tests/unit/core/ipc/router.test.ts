import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRouter, type Handlers } from '../../../../src/core/ipc/router.ts'
import { AppError, APP_ERROR_CODES } from '../../../../src/shared/domain/app-error.ts'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'
import { routes, type RouteName } from '../../../../src/shared/ipc/contract.ts'

const names = Object.keys(routes) as RouteName[]

function handlersThat(answer: (name: RouteName, input: unknown) => unknown): Handlers {
  return Object.fromEntries(names.map((name) => [name, (input: unknown) => answer(name, input)])) as unknown as Handlers
}

describe('createRouter', () => {
  it('answers with the handler’s data, defaults of the input filled in', async () => {
    const router = createRouter(
      handlersThat((_name, input) => input),
      () => {},
    )
    expect(await router.request('run.list', {})).toEqual({ ok: true, data: { accountId: null, offset: 0, limit: 100 } })
  })

  it('passes a coded failure on and hides an unexpected one, which it reports', async () => {
    const reported: unknown[] = []
    const boom = new TypeError('secret detail')
    const router = createRouter(
      handlersThat((name) => {
        throw name === 'account.list' ? new AppError('ACCOUNT_NOT_FOUND', { account: 'x' }) : boom
      }),
      (error) => reported.push(error),
    )
    expect(await router.request('account.list', {})).toEqual({
      ok: false,
      error: { code: 'ACCOUNT_NOT_FOUND', params: { account: 'x' }, raw: null },
    })
    const hidden = await router.request('settings.get', {})
    expect(hidden).toEqual({ ok: false, error: { code: 'INTERNAL', params: {}, raw: null } })
    expect(reported).toEqual([boom])
  })

  it.each([
    ['toString'],
    ['__proto__'],
    ['item.nothing'],
    [null],
    [{}],
    [{ toString: 1 }],
    [Object.create(null)],
    [Symbol('x')],
  ])('knows no route %o', async (name) => {
    const router = createRouter(
      handlersThat(() => null),
      () => {},
    )
    expect(await router.requestUnknown(name, {})).toMatchObject({ ok: false, error: { code: 'UNKNOWN_ROUTE' } })
  })

  it('says in both languages what is wrong with an input, and names the field', async () => {
    const router = createRouter(
      handlersThat(() => null),
      () => {},
    )
    const bad: [RouteName, unknown, string][] = [
      ['run.list', { limit: 9999 }, 'limit'],
      ['run.list', { limit: 0 }, 'limit'],
      ['run.get', {}, 'runId'],
      ['run.get', { runId: 5 }, 'runId'],
      ['run.list', { more: 1 }, ''],
      ['settings.update', { patch: { language: 'de' } }, 'patch.language'],
      ['item.review', { itemIds: ['a'], patch: { snoozedUntil: '2026-02-30' } }, 'patch.snoozedUntil'],
    ]
    for (const [name, input, field] of bad) {
      const answer = await router.requestUnknown(name, input)
      if (answer.ok) throw new Error(`${name} took ${JSON.stringify(input)}`)
      expect(answer.error, name).toMatchObject({ code: 'BAD_REQUEST', params: { field } })
      expect(createTranslator('zh-CN').error(answer.error)).not.toMatch(/[a-z]{3,} [a-z]{3,} [a-z]{3,}/)
      expect(createTranslator('en').error(answer.error)).not.toMatch(/undefined|\{\{/)
    }
  })

  it('answers anything that can be sent with an envelope and never rejects', async () => {
    const router = createRouter(
      handlersThat((_name, input) => input),
      () => {},
    )
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.constantFrom(...names), fc.string(), fc.anything()),
        fc.anything(),
        async (name, input) => {
          const answer = await router.requestUnknown(name, input)
          if (!answer.ok) expect(APP_ERROR_CODES).toContain(answer.error.code)
          expect(() => structuredClone(answer.ok ? null : answer)).not.toThrow()
        },
      ),
      { numRuns: 2_000, seed: 20_261_121 },
    )
  })
})

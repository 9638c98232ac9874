import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toSparkPaths } from '../../../../../src/renderer/components/chart/sparkline.tsx'
import { logSentence } from '../../../../../src/renderer/components/log/log-sentence.ts'
import { createTextMatch } from '../../../../../src/renderer/components/log/text-match.ts'
import { describeChange } from '../../../../../src/renderer/components/change-words.ts'
import { toCourse } from '../../../../../src/renderer/features/sync/metric-words.ts'
import { pageToMend } from '../../../../../src/renderer/features/sync/run-words.ts'
import { createFormats } from '../../../../../src/renderer/lib/format.ts'
import {
  currentStage,
  notePace,
  rateOf,
  timeLeftMs,
  type StagePaces,
} from '../../../../../src/renderer/stores/stage-pace.ts'
import { APP_ERROR_CODES } from '../../../../../src/shared/domain/app-error.ts'
import type { ItemChange } from '../../../../../src/shared/domain/change.ts'
import { resources } from '../../../../../src/shared/i18n/resources.ts'
import { createTranslator } from '../../../../../src/shared/i18n/translator.ts'

const zh = createTranslator('zh-CN')
const formats = createFormats(zh, 'Asia/Shanghai', '2026-11-21')

const change = (parts: Partial<ItemChange>): ItemChange => ({
  runId: 'r1',
  at: 0,
  itemId: 'i1',
  resourceId: 'res',
  resourceName: 'web',
  account: 'a',
  kind: 'changed',
  field: null,
  old: null,
  new: null,
  ...parts,
})
const say = (parts: Partial<ItemChange>) => describeChange(change(parts), zh.t, formats)

describe('describeChange', () => {
  it.each([
    ['renewalMode', 'auto', 'manual', '自动续费', '手动续费'],
    ['status', 'in-use', 'frozen', '使用中', '已冻结'],
    ['price', '120.5 CNY', '130 CNY', '120.50 CNY', '130.00 CNY'],
    ['isMain', 'true', 'false', '是', '否'],
    ['resourceName', '', 'web-02', '空', 'web-02'],
    ['enterpriseProjectName', null, '默认', '—', '默认'],
    ['renewalMode', 'something-new', 'auto', 'something-new', '自动续费'],
    ['expireTime', '2026-11-30T16:00:00.000Z', null, '12-01 00:00', '—'],
  ])('writes %s %s → %s in words', (field, old, now, oldText, newText) => {
    expect(say({ field, old, new: now }).values).toEqual({ old: oldText, new: newText })
  })

  it('names only the tags that differ', () => {
    const old = JSON.stringify({ env: 'prod', team: 'a', gone: '1' })
    const now = JSON.stringify({ env: 'prod', team: 'b', added: '' })
    expect(say({ field: 'tags', old, new: now }).note).toBe('加上 added=；去掉 gone=1；team：a → b')
  })

  it('shows tags that it cannot read as they are', () => {
    expect(say({ field: 'tags', old: 'not json', new: '[1]' }).values).toEqual({ old: 'not json', new: '[1]' })
  })

  it('says why an item is gone and what it was before it came back', () => {
    expect(say({ kind: 'gone', new: 'released' }).note).toBe('原因：已释放')
    expect(say({ kind: 'back', old: 'permission-lost' }).note).toBe('此前：权限丢失')
    expect(say({ kind: 'appeared', new: 'web' })).toEqual({ field: null, values: null, note: null, title: null })
  })
})

describe('stage pace', () => {
  const pace = (marks: readonly (readonly [at: number, done: number])[]): StagePaces =>
    marks.reduce<StagePaces>(
      (paces, [at, done]) => notePace(paces, [{ stage: 'list', done, total: 100, failed: 0 }], at),
      {},
    )

  it('measures over the last seconds and slows down while nothing comes', () => {
    const paces = pace([
      [0, 0],
      [1000, 10],
      [2000, 20],
    ])
    expect(rateOf(paces.list, 2000)).toBe(10)
    expect(rateOf(paces.list, 4000)).toBe(5)
  })

  it('forgets what was long ago', () => {
    const paces = pace([
      [0, 0],
      [20_000, 10],
      [30_000, 20],
      [40_000, 40],
    ])
    expect(rateOf(paces.list, 40_000)).toBe(2)
  })

  it('says nothing before it has seen enough', () => {
    expect(
      rateOf(
        pace([
          [0, 0],
          [100, 50],
        ]).list,
        100,
      ),
    ).toBeNull()
    expect(rateOf(undefined, 0)).toBeNull()
  })

  it('measures anew when a stage begins again', () => {
    const paces = pace([
      [0, 0],
      [5000, 90],
      [6000, 0],
      [8000, 20],
    ])
    expect(rateOf(paces.list, 8000)).toBe(10)
  })

  it('gives a time left only where the total and the rate are known', () => {
    expect(timeLeftMs({ done: 50, total: 100 }, 10)).toBe(5000)
    expect(timeLeftMs({ done: 50, total: null }, 10)).toBeNull()
    expect(timeLeftMs({ done: 50, total: 100 }, 0)).toBeNull()
    expect(timeLeftMs({ done: 100, total: 100 }, null)).toBe(0)
  })
})

describe('currentStage', () => {
  it('is the first stage that is not done, in the order of a sync', () => {
    const list = { stage: 'list', done: 5, total: 5, failed: 0 } as const
    const tags = { stage: 'tags', done: 1, total: 5, failed: 0 } as const
    const prices = { stage: 'prices', done: 0, total: null, failed: 0 } as const
    expect(currentStage([prices, tags, list])).toBe(tags)
    expect(currentStage([list])).toBe(list)
    expect(currentStage([])).toBeNull()
  })
})

describe('pageToMend', () => {
  it('sends keys to the accounts, the proxy to the settings, and nothing else away', () => {
    expect(pageToMend('CLOUD_SECRET_WRONG')).toBe('accounts')
    expect(pageToMend('SECRET_UNREADABLE')).toBe('accounts')
    expect(pageToMend('NET_PROXY')).toBe('settings')
    expect(APP_ERROR_CODES.filter((code) => code.startsWith('DB_') && pageToMend(code) !== null)).toEqual([])
    expect(pageToMend('NET_TIMEOUT')).toBeNull()
  })
})

describe('toCourse', () => {
  const sample = (second: number, requests: number) => ({
    at: second * 1000,
    active: 1,
    queued: 0,
    requests,
    retries: 0,
    throttled: 0,
    perSecond: 0,
    p95Ms: 0,
  })

  it('counts the requests between samples that may lie apart by any time', () => {
    expect(toCourse('rate', [sample(0, 0), sample(1, 10), sample(5, 10), sample(7, 30)])).toEqual([
      { at: 1000, value: 10 },
      { at: 5000, value: 0 },
      { at: 7000, value: 10 },
    ])
  })

  it('has no latency before the first answer, instead of one of nought', () => {
    const samples = [sample(0, 0), { ...sample(1, 4), p95Ms: 90 }]
    expect(toCourse('p95Ms', samples)).toEqual([{ at: 1000, value: 90 }])
  })

  it('draws no moment twice', () => {
    expect(toCourse('rate', [sample(1, 0), sample(1, 10)])).toEqual([])
  })
})

describe('toSparkPaths', () => {
  it('begins its axis at zero, so that a constant figure does not look like nothing', () => {
    const constant = toSparkPaths([
      { at: 0, value: 9 },
      { at: 1, value: 9 },
    ])
    expect(constant.line).toBe('M0 3L240 3')
    expect(
      toSparkPaths([
        { at: 0, value: 0 },
        { at: 1, value: 0 },
      ]).line,
    ).toBe('M0 43L240 43')
  })

  it('draws a single moment as a level and nothing as nothing', () => {
    expect(toSparkPaths([{ at: 5, value: 2 }]).line).toBe('M0 3L240 3')
    expect(toSparkPaths([])).toEqual({ line: '', area: '' })
  })
})

describe('createTextMatch', () => {
  it('takes what is typed as it is, not as a pattern', () => {
    const match = createTextMatch('a.b (c')
    expect(match?.test('xA.B (Cx')).toBe(true)
    expect(match?.test('aXb (c')).toBe(false)
    expect(match?.split('1a.b (c2')).toEqual(['1', 'a.b (c', '2'])
  })

  it('never loses a character and never fails, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.string({ unit: 'grapheme' }), (typed, text) => {
        const match = createTextMatch(typed)
        if (match) expect(match.split(text).join('')).toBe(text)
      }),
    )
  })

  it('is nothing while only blanks are typed', () => {
    expect(createTextMatch('  ')).toBeNull()
  })
})

describe('logSentence', () => {
  const codes = Object.entries(resources['zh-CN'].log).flatMap(([area, texts]) =>
    Object.entries(texts).map(([name, text]) => [`${area}.${name}`, text] as const),
  )
  const value = fc.oneof(
    fc.integer(),
    fc.string({ maxLength: 6 }),
    fc.constantFrom('{{total}}', '$t(sync.title)', '<b>', '\u0001', '$&'),
  )

  it('says of every line what the translator says', () => {
    for (const language of ['zh-CN', 'en'] as const) {
      const translator = createTranslator(language)
      for (const [code, text] of codes) {
        const names = [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '')
        const params = fc.record(Object.fromEntries(names.map((name) => [name, value])))
        fc.assert(
          fc.property(params, (given) => {
            const line = { code, params: given }
            expect(logSentence(translator, line)).toBe(translator.logLine(line))
          }),
          { numRuns: 12 },
        )
      }
    }
  })

  it('says of failures and of unknown codes what the translator says', () => {
    for (const line of [
      { code: 'sync.failed', params: { errorCode: 'NET_DNS', host: 'a.test', raw: 'ENOTFOUND' } },
      { code: 'sync.failed', params: { errorCode: 'NET_RESET', host: 'b.test', raw: '' } },
      { code: 'links.failed', params: { errorCode: 'NET_RESET', host: 'b.test', raw: '' } },
      { code: 'later.version', params: { count: 3, name: 'x' } },
      { code: 'later.version', params: { name: '"quoted"' } },
    ]) {
      expect(logSentence(zh, line)).toBe(zh.logLine(line))
    }
  })
})

describe('texts of the sync page', () => {
  it('exist for every key that the page names', () => {
    const flat = new Set<string>()
    const walk = (tree: object, prefix: string): void => {
      for (const [key, text] of Object.entries(tree)) {
        if (typeof text === 'string') flat.add(`${prefix}.${key}`.replace(/_(one|other)$/, ''))
        else walk(text as object, `${prefix}.${key}`)
      }
    }
    walk(resources['zh-CN'].sync, 'sync')
    const folders = ['src/renderer/features/sync', 'src/renderer/components/log', 'src/renderer/components/run']
    const sources = folders.flatMap((folder) =>
      readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')),
    )
    const named = sources.flatMap((source) =>
      [...source.matchAll(/'(sync(?:\.\w+){1,3})'/g)].map((match) => match[1] ?? ''),
    )
    // Preferences and a route are named in the same way.
    const others = new Set(['sync.start', 'sync.metrics.view', 'sync.tab', 'sync.leftPx', 'sync.accountsPx'])
    expect(named.filter((key) => !flat.has(key) && !others.has(key))).toEqual([])
    const dynamic =
      /^sync\.(cancelOutcome|metric|figure|tab|log\.level|accounts\.(failed|cancelled|interrupted|running|queued)|history\.(added|changed|gone)|run\.scope|action\.(accounts|settings))\b/
    expect([...flat].filter((key) => !named.includes(key) && !dynamic.test(key))).toEqual([])
  })
})

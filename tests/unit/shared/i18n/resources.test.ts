import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FACT_COLUMNS } from '../../../../src/core/db/repositories/item-columns.ts'
import { BUILT_IN_VIEW_IDS } from '../../../../src/shared/domain/built-in-views.ts'
import { CONTRADICTIONS } from '../../../../src/shared/domain/contradiction.ts'
import { APP_ERROR_CODES } from '../../../../src/shared/domain/app-error.ts'
import { CHANGE_KINDS } from '../../../../src/shared/domain/change.ts'
import { GONE_CAUSES, ITEM_STATUSES, PROVIDERS } from '../../../../src/shared/domain/item.ts'
import { PHASES } from '../../../../src/shared/domain/phase.ts'
import { RENEWAL_MODES } from '../../../../src/shared/domain/renewal-mode.ts'
import { DECISIONS, REVIEW_FIELDS } from '../../../../src/shared/domain/review.ts'
import { RUN_KINDS, RUN_STAGES, RUN_STATES } from '../../../../src/shared/domain/run.ts'
import { resources } from '../../../../src/shared/i18n/resources.ts'
import { createTranslator } from '../../../../src/shared/i18n/translator.ts'

function flatten(tree: object, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    const path = prefix ? `${prefix}.${key}` : key
    if (typeof value === 'string') flat.set(path, value)
    else for (const [inner, text] of flatten(value as object, path)) flat.set(inner, text)
  }
  return flat
}

const zh = flatten(resources['zh-CN'])
const en = flatten(resources.en)
/** Keys without plural endings, of which each language has as many as its grammar needs. */
const keysOf = (texts: Map<string, string>): string[] =>
  [...new Set([...texts.keys()].map((key) => key.replace(/_(one|other)$/, '')))].sort()
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort()

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('i18n'))
    .map((entry) => join(entry.parentPath, entry.name))
}

describe('texts', () => {
  it('have the same keys in both languages', () => {
    expect(keysOf(zh)).toEqual(keysOf(en))
  })

  it('have the same placeholders in both languages and are never empty', () => {
    for (const [key, text] of zh) {
      expect(text.trim(), key).not.toBe('')
      expect(en.get(key)?.trim(), key).not.toBe('')
    }
    for (const [key, text] of en) {
      // Chinese has one plural form, which answers for both English ones.
      const chinese = zh.get(key) ?? zh.get(key.replace(/_one$/, '_other'))
      expect(placeholders(text), key).toEqual(placeholders(chinese ?? ''))
    }
  })

  it('are Chinese in zh-CN wherever they are more than names, codes and placeholders', () => {
    const withoutChinese = [...zh].filter(
      ([, text]) => /[a-z]{4,} [a-z]{3,} [a-z]{3,}/i.test(text) && !/[\u4e00-\u9fff]/.test(text),
    )
    expect(withoutChinese).toEqual([])
  })

  it('are in English without Chinese characters', () => {
    // A language is named in itself, so that whoever speaks it finds it.
    const others = [...en].filter(([key]) => !key.includes('.languages.'))
    expect(others.filter(([, text]) => /[\u4e00-\u9fff]/.test(text))).toEqual([])
  })

  it('exist for every member of every closed list', () => {
    const wanted = [
      ...APP_ERROR_CODES.map((code) => `error.${code}`),
      ...['expired', 'later', 'undated'].map((band) => `domain.band.${band}`),
      ...PHASES.map((phase) => `domain.phase.${phase}`),
      ...RENEWAL_MODES.map((mode) => `domain.mode.${mode}`),
      ...ITEM_STATUSES.map((status) => `domain.status.${status}`),
      ...GONE_CAUSES.map((cause) => `domain.goneCause.${cause}`),
      ...DECISIONS.map((decision) => `domain.decision.${decision}`),
      ...CHANGE_KINDS.map((kind) => `domain.change.${kind}`),
      ...RUN_STATES.map((state) => `domain.runState.${state}`),
      ...RUN_KINDS.map((kind) => `domain.runKind.${kind}`),
      ...RUN_STAGES.map((stage) => `domain.stage.${stage}`),
      ...FACT_COLUMNS.map(({ field }) => `domain.field.${field}`),
      ...REVIEW_FIELDS.map((field) => `domain.field.${field}`),
      ...['tags', 'price', 'priceMonths', 'goneCause'].map((field) => `domain.field.${field}`),
      ...PROVIDERS.map((provider) => `domain.provider.${provider}`),
      ...CONTRADICTIONS.map((kind) => `review.contradiction.${kind}.name`),
      ...BUILT_IN_VIEW_IDS.map((id) => `items.view.builtIn.${id}`),
    ]
    expect(wanted.filter((key) => !zh.has(key))).toEqual([])
  })

  it('exist for every key that the sources name', () => {
    const missing: string[] = []
    for (const file of sourceFiles('src')) {
      const source = readFileSync(file, 'utf8')
      for (const match of source.matchAll(/\bt\(\s*'((?:cli|domain|error)\.[\w.-]+)'/g)) {
        if (!zh.has(match[1] ?? '') && !zh.has(`${match[1]}_other`)) missing.push(`${file}: ${match[1]}`)
      }
      for (const match of source.matchAll(
        /(?:\blog\(\s*'(?:debug|info|warn|error)',\s*'\w+',\s*|\bcode:\s*)'((?:sync|huawei|http|demo)\.\w+)'/g,
      )) {
        if (!zh.has(`log.${match[1]}`) && match[1] !== 'sync.failed') missing.push(`${file}: log.${match[1]}`)
      }
    }
    expect(missing).toEqual([])
  })
})

describe('createTranslator', () => {
  it('refuses a key that does not exist instead of showing the key', () => {
    expect(() => createTranslator('en').t('cli.nothing')).toThrow(/cli\.nothing/)
  })

  it('keeps an error sentence with its raw words within 500 characters without splitting one', () => {
    for (const language of ['zh-CN', 'en'] as const) {
      const text = createTranslator(language).error({ code: 'INTERNAL', params: {}, raw: '😀'.repeat(600) })
      expect([...text].length).toBeLessThanOrEqual(500)
      expect(text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/)
    }
  })

  it('shows a log line of an unknown code with its values', () => {
    expect(createTranslator('en').logLine({ code: 'later.version', params: { count: 3 } })).toBe(
      'later.version {"count":3}',
    )
  })

  it.each(['sync.failed', 'links.failed'])('says with the sentence of its error why a run has ended: %s', (code) => {
    const params = { host: 'a.test', errorCode: 'NET_DNS', raw: 'ENOTFOUND' }
    const text = createTranslator('en').logLine({ code, params })
    expect(text).toBe('The host a.test was not found. Please check the network and the endpoint. (ENOTFOUND)')
  })

  it('does not let a parameter be read as a placeholder or as markup', () => {
    const text = createTranslator('en').logLine({ code: 'later.x', params: { name: '{{secret}} <b>' } })
    expect(text).toContain('<b>')
  })
})

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { APP_ERROR_CODES } from '../../../../../src/shared/domain/app-error.ts'
import { errors as errorsEn } from '../../../../../src/shared/i18n/en/errors.ts'
import { logConnector as logEn } from '../../../../../src/shared/i18n/en/log-connector.ts'
import { errors as errorsZh } from '../../../../../src/shared/i18n/zh-CN/errors.ts'
import { logConnector as logZh } from '../../../../../src/shared/i18n/zh-CN/log-connector.ts'

function flatten(texts: object, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value] as [string, string]] : flatten(value, `${prefix}${key}.`),
  )
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((one) => one[1] as string).toSorted()

describe('texts of failures and connectors', () => {
  it('gives every failure code a sentence in both languages', () => {
    for (const code of APP_ERROR_CODES) {
      for (const texts of [errorsZh, errorsEn] as readonly Readonly<Record<string, string>>[]) {
        expect(texts[code], code).toBeTypeOf('string')
        expect(texts[code], code).not.toBe(code)
      }
    }
  })

  it('has the same keys and placeholders in both languages', () => {
    for (const [zh, en] of [
      [errorsZh, errorsEn],
      [logZh, logEn],
    ] as const) {
      const english = new Map(flatten(en))
      expect(
        flatten(zh)
          .map(([key]) => key)
          .toSorted(),
      ).toEqual([...english.keys()].toSorted())
      for (const [key, text] of flatten(zh))
        expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text))
    }
  })

  it('has a text for every log line that the code writes', () => {
    const known = new Set(flatten(logZh).map(([key]) => key))
    const folders = ['../../../../../src/worker/http/', '../../../../../src/worker/connectors/huawei/']
    const used = folders.flatMap((folder) => {
      const url = new URL(folder, import.meta.url)
      return readdirSync(url)
        .filter((name) => name.endsWith('.ts'))
        .flatMap((name) => [...readFileSync(new URL(name, url), 'utf8').matchAll(/'((?:http|huawei)\.[a-z-]+)'/g)])
        .map((match) => match[1] as string)
    })
    expect([...new Set(used)].filter((code) => !known.has(code))).toEqual([])
    expect([...known].filter((code) => !used.includes(code))).toEqual([])
  })
})

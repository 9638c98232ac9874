import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

const SOURCE = new URL('../../../../src/shared/domain/', import.meta.url).href

/** Runs in a process of its own, because a zone is fixed when a process starts. */
const SCRIPT = `
const { addCivilDays, startOfCivilDay, civilInstant, toCivilDay } = await import('${SOURCE}civil-day.ts')
const { isWorkingDay, lastWorkingDay } = await import('${SOURCE}working-day.ts')
const { actBy } = await import('${SOURCE}act-by.ts')
const { phaseBounds } = await import('${SOURCE}phase.ts')
const { toChangeKind } = await import('${SOURCE}change-kind.ts')
const { lateRenewal } = await import('${SOURCE}late-renewal.ts')
const lines = []
for (let day = '2009-12-20'; day < '2028-02-01'; day = addCivilDays(day, 1)) {
  lines.push(day, isWorkingDay(day), lastWorkingDay(day))
  const expiresAt = civilInstant(day, '23:59', 'Asia/Shanghai')
  lines.push(startOfCivilDay(day, 'America/New_York'), expiresAt, toCivilDay(expiresAt, 'Pacific/Apia'))
  lines.push(actBy({ expiresAt, renewalMode: 'auto', provider: 'huawei' }, { deductionLeadDays: 7 }).at)
  const facts = { expiresAt, renewalMode: 'manual', rawPolicy: 0, provider: 'huawei' }
  lines.push(phaseBounds(facts, { graceDays: 7, retentionDays: 15 }).retentionEndsAt)
  lines.push(toChangeKind('expiresAt', expiresAt, expiresAt + 31 * 86400000))
  const now = expiresAt + 3 * 86400000
  lines.push(JSON.stringify(lateRenewal({ expiresAt, now, months: 1, zone: 'Asia/Shanghai' })))
}
const { createHash } = await import('node:crypto')
const local = new Date(2026, 0, 1).getTimezoneOffset()
const digest = createHash('sha256').update(lines.join('|')).digest('hex')
console.log(JSON.stringify({ local, count: lines.length, digest }))
`

describe('the domain', () => {
  it('gives the same answers whatever the zone of the machine', { timeout: 60_000 }, () => {
    const results = ['America/New_York', 'Asia/Shanghai', 'Pacific/Apia', 'UTC'].map((zone) => {
      const output = execFileSync(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
        env: { ...process.env, TZ: zone },
        encoding: 'utf8',
      })
      return JSON.parse(output) as { local: number; count: number; digest: string }
    })
    expect(results.map((result) => result.local)).toEqual([300, -480, -780, 0])
    expect(results[0]?.count).toBeGreaterThan(60_000)
    expect(new Set(results.map((result) => result.digest)).size).toBe(1)
  })
})

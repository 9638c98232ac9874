import { describe, expect, it } from 'vitest'
import { bandsOf, daysLeft, toBand } from '../../../../src/shared/domain/band.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/domain/settings.ts'
import {
  addCivilDays,
  addCivilMonths,
  civilInstant,
  diffCivilDays,
  fromEpochDay,
  isCivilDay,
  startOfCivilDay,
  toCivilDay,
  toEpochDay,
} from '../../../../src/shared/domain/civil-day.ts'
import {
  fromTriple,
  nextTriple,
  oracleAddDays,
  oracleAddMonths,
  oracleBand,
  oracleDay,
  oracleDiffDays,
  oracleMonthLength,
  oracleWall,
} from '../../../support/domain-oracle.ts'
import type { Triple } from '../../../support/domain-oracle.ts'
import { repeat, same } from '../../../support/seeded.ts'
import type { Random } from '../../../support/seeded.ts'

const ZONES = Intl.supportedValuesOf('timeZone')
// Room for the distances below; the very ends stand in the tables of civil-day.test.ts.
const FIRST_AT = Date.parse('0001-06-01T00:00:00Z')
const LAST_AT = Date.parse('9999-08-01T00:00:00Z')

/** Mostly times in which zones changed, some from all the years that can be written. */
function anInstant(random: Random): number {
  if (random.chance(0.2)) return random.integer(FIRST_AT, LAST_AT)
  const second = random.integer(Date.UTC(1880, 0, 1) / 1000, Date.UTC(2045, 0, 1) / 1000)
  if (random.chance(0.5)) return second * 1000 + random.pick([0, 1, 500, 999])
  return Math.floor(second / 900) * 900_000 - random.pick([0, 1, 1000])
}

function aDay(random: Random): string {
  const year = random.chance(0.7) ? random.integer(1890, 2110) : random.integer(4, 9995)
  const month = random.integer(1, 12)
  const length = oracleMonthLength(year, month)
  return fromTriple([year, month, random.chance(0.4) ? random.integer(length - 2, length) : random.integer(1, length)])
}

describe('instants and days of all zones against Intl', () => {
  it('agrees on day, start of day, days left and band for 100,000 instants', { timeout: 60_000 }, () => {
    repeat(100_000, (random) => {
      const zone = random.pick(ZONES)
      const at = anInstant(random)
      const where = `${new Date(at).toISOString()} ${zone}`
      const day = oracleDay(at, zone)
      same(toCivilDay(at, zone), day, `day of ${where}`)

      const start = startOfCivilDay(day, zone)
      same(start <= at, true, `start is not after ${where}`)
      same(oracleDay(start, zone), day, `day at the start of ${where}`)
      same(oracleDay(start - 1, zone) < day, true, `day before the start of ${where}`)

      const distance = random.integer(-100, 130)
      const expected = oracleAddDays(day, distance)
      const left = daysLeft(expected, toCivilDay(at, zone))
      same(left, distance, `days left from ${where} to ${expected}`)
      same(
        toBand(left, bandsOf(DEFAULT_SETTINGS.bandDays)),
        oracleBand(oracleDiffDays(day, expected)),
        `band from ${where} to ${expected}`,
      )
    })
  })

  it('finds the earliest instant of a wall-clock time for 20,000 instants', { timeout: 60_000 }, () => {
    repeat(20_000, (random) => {
      const zone = random.pick(ZONES)
      const roughly = anInstant(random)
      const whole = Math.floor(roughly / 1000) * 1000
      const at = whole - oracleWall(whole, zone).second * 1000
      const wall = oracleWall(at, zone)
      if (wall.second !== 0) return // The clocks changed inside this minute.
      const time = `${String(wall.hour).padStart(2, '0')}:${String(wall.minute).padStart(2, '0')}`
      const found = civilInstant(wall.day, time, zone)
      same(JSON.stringify(oracleWall(found, zone)), JSON.stringify(wall), `${wall.day} ${time} ${zone}`)
      same(found <= at, true, `${wall.day} ${time} ${zone} is the earliest`)
    })
  })

  it('finds every start of day by brute force where clocks change', { timeout: 60_000 }, () => {
    const days = ['2018-11-04', '2018-02-18', '2006-10-29', '2011-12-31', '2026-03-08', '2026-11-01', '1988-04-17']
    const zones = ['America/Sao_Paulo', 'America/St_Johns', 'Pacific/Apia', 'America/New_York', 'Asia/Shanghai']
    for (const zone of [...zones, 'Europe/London', 'Australia/Lord_Howe']) {
      for (const day of days) {
        let at = Date.parse(`${day}T00:00:00Z`) - 30 * 3_600_000
        while (oracleDay(at, zone) !== day) at += 60_000
        expect({ zone, day, at: startOfCivilDay(day, zone) }).toEqual({ zone, day, at })
      }
    }
  })
})

describe('day arithmetic against stepping', () => {
  it('numbers every day of the years 1 to 9999 in order', { timeout: 60_000 }, () => {
    let triple: Triple = [1, 1, 1]
    for (let epochDay = -719_162; epochDay <= 2_932_896; epochDay += 1) {
      // Every day where people live, every 31st elsewhere, to stay quick.
      if (epochDay % 31 === 0 || (epochDay > -30_000 && epochDay < 60_000)) {
        const text = fromTriple(triple)
        same(fromEpochDay(epochDay), text, `day ${epochDay}`)
        same(toEpochDay(text), epochDay, text)
      }
      triple = nextTriple(triple)
    }
    expect(triple).toEqual([10_000, 1, 1])
  })

  it('adds days and months like stepping for 100,000 days', { timeout: 60_000 }, () => {
    repeat(100_000, (random) => {
      const day = aDay(random)
      const days = random.integer(-400, 400)
      const later = oracleAddDays(day, days)
      same(addCivilDays(day, days), later, `${day} + ${days} days`)
      same(diffCivilDays(day, later), days, `${day} to ${later}`)
      const months = random.integer(-14, 37)
      const sameOfMonth = oracleAddMonths(day, months)
      same(addCivilMonths(day, months), sameOfMonth, `${day} + ${months} months`)
      same(isCivilDay(sameOfMonth), true, sameOfMonth)
    })
  })
})

import { describe, expect, it } from 'vitest'
import { all } from '../../../../src/core/db/connection.ts'
import { getLink } from '../../../../src/core/db/repositories/link.ts'
import { getLinkDetails } from '../../../../src/core/db/repositories/link-details.ts'
import { sql } from '../../../../src/core/db/sql.ts'
import { DEFAULT_GROUP_ID } from '../../../../src/shared/domain/link.ts'
import type { ImportedLink, ImportIssue } from '../../../../src/shared/domain/link-import.ts'
import { aNewLink } from '../../../support/link-builders.ts'
import { createTestDb } from '../../../support/test-db.ts'

const CTX = { now: 0, zone: 'Asia/Shanghai' }

function aRow(fields: Partial<ImportedLink> = {}): ImportedLink {
  return { row: 2, name: '伙伴', url: 'https://a.cn/', backlinkSite: null, group: null, whitelist: null, ...fields }
}

function createStage() {
  const db = createTestDb()
  const { read, writer } = db
  const take = async (links: readonly ImportedLink[], options: { isDryRun?: boolean; issues?: ImportIssue[] } = {}) => {
    const file = { format: 'csv' as const, encoding: 'utf-8', links, issues: options.issues ?? [] }
    const input = { file, groupId: DEFAULT_GROUP_ID, isDryRun: options.isDryRun ?? false, by: '李娜', at: 7000 }
    return (await writer.call('link.import', input)).result
  }
  return {
    ...db,
    take,
    links: () =>
      all<{ link_id: string }>(read, 'test', sql`SELECT link_id FROM link ORDER BY link_key`).map((row) =>
        getLink(read, row.link_id, CTX),
      ),
    history: (linkId: string) => getLinkDetails(read, linkId, CTX).history.map(({ field }) => field),
    groups: () => all<{ name: string }>(read, 'test', sql`SELECT name FROM link_group`).map(({ name }) => name),
  }
}

describe('link.import', () => {
  it('adds new links with everything that the file says', async () => {
    const { take, links } = createStage()
    const result = await take([
      aRow({ name: '甲', url: 'https://a.cn', backlinkSite: 'us.cn', group: '供应商', whitelist: '自己的站' }),
      aRow({ row: 3, name: '乙', url: 'https://b.cn' }),
    ])
    expect(result).toMatchObject({ imported: 2, updated: 0, skipped: 0, issues: [], newGroups: ['供应商'] })
    expect(links()).toMatchObject([
      {
        name: '甲',
        host: 'a.cn',
        domain: 'a.cn',
        group: '供应商',
        backlinkSite: 'us.cn',
        whitelisting: { reason: '自己的站', by: '李娜', at: 7000, reviewOn: null },
      },
      { name: '乙', group: '', backlinkSite: null, whitelisting: null },
    ])
  })

  it('changes of a known link only what the file names', async () => {
    const { take, links, writer, history } = createStage()
    const whitelisting = { reason: 'alt', reviewOn: '2027-01-01' }
    await writer.call(
      'link.add',
      aNewLink({ name: '甲', url: 'https://a.cn', group: 'G', backlinkSite: 'us.cn', whitelisting }),
    )
    const result = await take([aRow({ name: '甲方', url: 'HTTPS://A.cn/#x' })])
    expect(result).toMatchObject({ imported: 0, updated: 1, skipped: 0 })
    const [link] = links()
    expect(link).toMatchObject({
      name: '甲方',
      url: 'https://a.cn',
      group: 'G',
      backlinkSite: 'us.cn',
      whitelisting: { reason: 'alt', reviewOn: '2027-01-01', by: 'tester' },
    })
    expect(history(link?.linkId ?? '')).toEqual(['name', 'whitelist'])
  })

  it('keeps the review day when a file gives another reason for the white-listing', async () => {
    const { take, links, writer } = createStage()
    const whitelisting = { reason: 'alt', reviewOn: '2027-01-01' }
    await writer.call('link.add', aNewLink({ name: '甲', url: 'https://a.cn', whitelisting }))
    await take([aRow({ name: '甲', url: 'https://a.cn', whitelist: 'neu' })])
    expect(links()[0]?.whitelisting).toEqual({ reason: 'neu', reviewOn: '2027-01-01', by: '李娜', at: 7000 })
  })

  it('does not rename a known link after its host when the file has no names', async () => {
    const { take, links } = createStage()
    await take([aRow({ name: '甲', url: 'https://a.cn/friends' })])
    const result = await take([aRow({ name: 'a.cn', url: 'https://a.cn/friends' })])
    expect(result).toMatchObject({ updated: 0, skipped: 1 })
    expect(links()[0]?.name).toBe('甲')
  })

  it('changes nothing the second time, and says which links it knows already', async () => {
    const { take, links } = createStage()
    const rows = [
      aRow({ name: '甲', url: 'https://a.cn', group: 'G', backlinkSite: 'us.cn', whitelist: 'x' }),
      aRow({ row: 3, name: '乙', url: 'https://b.cn' }),
    ]
    await take(rows)
    const before = links()
    const again = await take(rows)
    expect(again).toMatchObject({ imported: 0, updated: 0, skipped: 2, newGroups: [] })
    expect(again.issues).toEqual([
      { row: 2, column: null, problem: 'duplicate-known', value: 'https://a.cn', other: '甲' },
      { row: 3, column: null, problem: 'duplicate-known', value: 'https://b.cn', other: '乙' },
    ])
    expect(links()).toEqual(before)
  })

  it('says beforehand exactly what it would do, and does nothing', async () => {
    const { take, links, groups } = createStage()
    await take([
      aRow({ name: '甲', url: 'https://a.cn', group: 'G' }),
      aRow({ row: 3, name: '乙', url: 'https://b.cn' }),
    ])
    const before = links()
    const rows = [
      aRow({ name: '甲方', url: 'https://a.cn' }),
      aRow({ row: 3, name: '乙', url: 'https://b.cn' }),
      aRow({ row: 4, name: '丙', url: 'https://c.cn', group: '新组', backlinkSite: 'us.cn' }),
    ]
    const dry = await take(rows, { isDryRun: true })
    expect(dry.preview).toEqual([
      { ...aRow({ name: '甲方', url: 'https://a.cn', group: 'G' }), action: 'update' },
      { ...aRow({ row: 3, name: '乙', url: 'https://b.cn', group: '' }), action: 'skip' },
      { ...rows[2], action: 'add' },
    ])
    expect(links()).toEqual(before)
    expect(groups()).toEqual(['', 'G'])
    expect(await take(rows)).toEqual(dry)
    expect(groups()).toContain('新组')
  })

  it('shows the first 100 rows beforehand and counts all', async () => {
    const { take } = createStage()
    const rows = Array.from({ length: 250 }, (_, index) => aRow({ row: index + 1, url: `https://s${index}.cn` }))
    const dry = await take(rows, { isDryRun: true })
    expect(dry.preview).toHaveLength(100)
    expect(dry.imported).toBe(250)
  })

  it('takes the good rows beside bad ones, and names all of them in the order of rows', async () => {
    const { take, links } = createStage()
    const issue = { row: 3, column: 'url', problem: 'url-invalid' as const, value: '—', other: null }
    const result = await take(
      [
        aRow({ url: 'https://a.cn' }),
        aRow({ row: 4, url: 'https://u:p@b.cn/' }),
        aRow({ row: 5, url: 'https://A.cn/#again' }),
        aRow({ row: 6, url: 'https://c.cn' }),
      ],
      { issues: [issue] },
    )
    expect(result).toMatchObject({ imported: 2, skipped: 1 })
    expect(result.issues.map(({ row, problem, other }) => [row, problem, other])).toEqual([
      [3, 'url-invalid', null],
      [4, 'url-credentials', null],
      [5, 'duplicate-in-file', '2'],
    ])
    expect(JSON.stringify(result)).not.toContain('u:p')
    expect(links()).toHaveLength(2)
  })

  it('puts rows that name no group into the chosen one, and refuses a group that is not there', async () => {
    const { take, links, writer } = createStage()
    await take([aRow({ url: 'https://a.cn', group: 'G' })])
    const groupId = links()[0]?.groupId ?? ''
    const file = { format: 'text' as const, encoding: 'utf-8', links: [aRow({ url: 'https://b.cn' })], issues: [] }
    const input = { file, isDryRun: false, by: 'x', at: 1 }
    await writer.call('link.import', { ...input, groupId })
    expect(links()[1]?.group).toBe('G')
    await expect(writer.call('link.import', { ...input, groupId: 'nope' })).rejects.toMatchObject({
      code: 'LINK_GROUP_NOT_FOUND',
    })
  })

  it('takes 5,000 rows in one go', async () => {
    const { take, read } = createStage()
    const rows = Array.from({ length: 5000 }, (_, index) =>
      aRow({ row: index + 2, name: `站 ${index}`, url: `https://s${index}.cn`, group: `G${index % 7}` }),
    )
    expect(await take(rows)).toMatchObject({ imported: 5000, issues: [] })
    expect(all(read, 'test', sql`SELECT count(*) AS n FROM link JOIN link_group USING (group_id)`)).toEqual([
      { n: 5000 },
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { explain, execScript, run } from '../../../../../src/core/db/connection.ts'
import { getLinksByKeys, linkQueries, resolveLinkIds } from '../../../../../src/core/db/repositories/link.ts'
import { linkDetailQueries } from '../../../../../src/core/db/repositories/link-details.ts'
import { groupQueries } from '../../../../../src/core/db/repositories/link-group.ts'
import { linkPictureQueries } from '../../../../../src/core/db/repositories/link-picture.ts'
import { linkSummaryQueries } from '../../../../../src/core/db/repositories/link-summary.ts'
import { linkWriteQueries } from '../../../../../src/core/db/repositories/link-write.ts'
import { sql } from '../../../../../src/core/db/sql.ts'
import { aNewLink } from '../../../../support/link-builders.ts'
import { createTestDb } from '../../../../support/test-db.ts'

describe('queries of links', () => {
  const anchors = { lastKey: 1, lastChangeId: 1, lastCheckId: 1 }

  it.each([
    ['links by key', linkQueries.byKeys([1, 2])],
    ['keys by id', linkQueries.keysOf(['a'])],
    ['ids by key', linkQueries.idsOf([1])],
    ['history of a link', linkDetailQueries.changesOf(1)],
    ['host of a link', linkDetailQueries.endpointOf(1)],
    ['group by id', groupQueries.byId('default')],
    ['links of an edit', linkWriteQueries.rowsOf(['a'])],
    ['links by address', linkWriteQueries.byUrlKeys(['https://a.cn/'])],
    ['links of a group', linkWriteQueries.ofGroup('default')],
    ['links of a domain', linkWriteQueries.withDomain('a.cn')],
    ['a chunk of links', linkPictureQueries.chunk(5, 1000)],
    ['changed links by key', linkPictureQueries.byKeys([1])],
    ['what is newer than a stamp', linkPictureQueries.changedSince(anchors, 1000)],
    ['the newest rows of a stamp', linkPictureQueries.anchors(anchors)],
    ['certificates of links', linkPictureQueries.certificatesOf([1])],
    ['the newest ended run', linkPictureQueries.lastEndedRun()],
    ['the newest run', linkSummaryQueries.lastRun()],
  ])('find %s by an index, without a walk through a table or a sort', (_, query) => {
    const plan = explain(createTestDb().read, query)
    const walks = plan.filter((line) => /^SCAN (?!json_each|wanted|CONSTANT)/.test(line) && !line.includes('VIRTUAL'))
    expect(walks).toEqual([])
    expect(plan.filter((line) => line.includes('TEMP B-TREE FOR ORDER BY') && !/wanted/.test(query.text))).toEqual([])
  })

  it('count the links of groups without reading them', () => {
    const plan = explain(createTestDb().read, groupQueries.list())
    expect(plan.join()).toMatch(/SEARCH link USING COVERING INDEX link_group_id/)
  })
})

describe('links that are named', () => {
  it('are found by id, by the name as written, or by a name of whatever case and width', async () => {
    const { read, writer } = createTestDb()
    const add = async (name: string, url: string) => (await writer.call('link.add', aNewLink({ name, url }))).linkId
    const [a, b, c, d] = [
      await add('ABC', 'https://a.cn'),
      await add('abc', 'https://b.cn'),
      await add('云商', 'https://c.cn'),
      await add('Ｗｉｋｉ', 'https://d.cn'),
    ]
    expect(resolveLinkIds(read, ['云商', a, 'abc', ' wiki', c])).toEqual([c, a, b, d])
    expect(() => resolveLinkIds(read, [a, 'Abc'])).toThrow(
      expect.objectContaining({ code: 'LINK_NOT_FOUND', params: { link: 'Abc' } }),
    )
    expect(() => resolveLinkIds(read, ['nobody'])).toThrow(expect.objectContaining({ code: 'LINK_NOT_FOUND' }))
  })

  it('are not found by a name that two links have', async () => {
    const { read, writer } = createTestDb()
    for (const url of ['https://a.cn', 'https://b.cn']) await writer.call('link.add', aNewLink({ name: '云商', url }))
    expect(() => resolveLinkIds(read, ['云商'])).toThrow(expect.objectContaining({ code: 'LINK_NOT_FOUND' }))
  })
})

describe('a link as everybody sees it', () => {
  it('has no certificate when it is http, also where https on the same port has one', async () => {
    const { read, writer, writeDb } = createTestDb()
    await writer.call('link.add', aNewLink({ url: 'http://a.cn:8443/' }))
    await writer.call('link.add', aNewLink({ url: 'https://a.cn:8443/' }))
    execScript(writeDb, `INSERT INTO link_certificate VALUES ('a.cn', 8443, 1, 1, 77, NULL, '{}')`)
    const links = getLinksByKeys(read, [2, 1, 99], { now: 0, zone: 'Asia/Shanghai' })
    expect(links.map((link) => [link.url, link.certExpiresAt])).toEqual([
      ['https://a.cn:8443/', 77],
      ['http://a.cn:8443/', null],
    ])
  })

  it('counts whole days of 24 hours since it stopped answering, and never less than none', async () => {
    const { read, writer, writeDb } = createTestDb()
    await writer.call('link.add', aNewLink())
    run(writeDb, 'test', sql`UPDATE link SET unreachable_since = 1000`)
    const days = (now: number) => getLinksByKeys(read, [1], { now, zone: 'Asia/Shanghai' })[0]?.unreachableDays
    expect([days(1000), days(86_400_999), days(86_401_000), days(0)]).toEqual([0, 0, 1, 0])
  })

  it('is reported as damage when its row holds what nobody has written', async () => {
    const { read, writer, writeDb } = createTestDb()
    await writer.call('link.add', aNewLink())
    for (const [column, value] of [
      ['verdict', 'great'],
      ['trend', '{}'],
      ['hidden_reason', '{"kind":"person"}'],
    ]) {
      execScript(writeDb, `UPDATE link SET is_shown = 0, ${column} = '${value}'`)
      expect(() => getLinksByKeys(read, [1], { now: 0, zone: 'Asia/Shanghai' }), column).toThrow(
        expect.objectContaining({ code: 'DB_DAMAGED' }),
      )
      execScript(writeDb, `UPDATE link SET verdict = NULL, trend = '[]', hidden_reason = NULL`)
    }
  })
})

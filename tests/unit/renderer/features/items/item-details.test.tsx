import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ItemDetails, type ItemDetailsProps } from '../../../../../src/renderer/features/items/item-details.tsx'
import { listenToKeys } from '../../../../../src/renderer/lib/hotkeys.ts'
import type { Item } from '../../../../../src/shared/domain/item.ts'
import type { ItemChange } from '../../../../../src/shared/domain/change.ts'
import { renderWithApp, type FakeAnswers } from '../../../../support/renderer.tsx'
import { anItem, apiWith, AS_OF } from './items-support.ts'

// Days are written with the year when it is not the present one.
beforeEach(() => void vi.setSystemTime(AS_OF))
afterEach(() => void vi.useRealTimers())

function show(item: Item, props: Partial<ItemDetailsProps> = {}, answers: FakeAnswers = {}) {
  const api = apiWith([item], answers)
  renderWithApp(
    <ItemDetails
      itemId={item.id}
      known={null}
      bandDays={[7, 15, 30, 60, 90]}
      onClose={() => undefined}
      onPrevious={null}
      onNext={null}
      onQuery={() => undefined}
      {...props}
    />,
    { api },
  )
  return api
}

/** What stands beside a name in the panel. */
async function valueOf(label: string, group: string): Promise<string> {
  const section = await screen.findByRole('region', { name: group })
  const name = within(section).getByText(label, { selector: 'dt' })
  return name.nextElementSibling?.textContent ?? ''
}

describe('ItemDetails', () => {
  it('says of each deadline when it is, to the second, and whose word that is', async () => {
    show(anItem())
    expect(await valueOf('到期日', '期限')).toBe('11-24 周二 23:59:59云厂商提供4 天后')
    expect(await valueOf('最迟处理', '期限')).toBe('11-17 周二 03:00:00推算3 天前 · 到时自动扣款')
    expect(await valueOf('宽限期止', '期限')).toContain('推算')
    expect(await valueOf('阶段', '期限')).toBe('有效期内推算')
    const exact = within(screen.getByRole('region', { name: '期限' })).getByTitle(
      '2026-11-24 23:59:59 Asia/Shanghai (UTC+08:00)',
    )
    expect(exact).toBeTruthy()
  })

  it('says in the price section why no renewal quote was given, when, and what to do', async () => {
    const item = anItem({ price: null, currency: null, priceSource: null, pricedAt: null })
    const refusal = { code: 'CBC.99006024', refusedAt: AS_OF, askedAgainAfter: AS_OF + 30 * 86_400_000 }
    const api = show(item, {}, { 'item.quoteRefusal': refusal })
    await waitFor(async () => expect(await valueOf('没有报价的原因', '续费')).toContain('不能续费（CBC.99006024）'))
    expect(await valueOf('没有报价的原因', '续费')).toMatch(/12-\d\d .*以后或到期时间变化后，同步会再查询/)
    expect(api.inputsOf('item.quoteRefusal')).toEqual([{ id: item.id }])
  })

  it('says nothing of quotes where none was refused', async () => {
    const api = show(anItem(), {}, { 'item.quoteRefusal': null })
    await screen.findByRole('region', { name: '续费' })
    await waitFor(() => expect(api.inputsOf('item.quoteRefusal')).toHaveLength(1))
    expect(screen.queryByText('没有报价的原因')).toBeNull()
  })

  it('says that the deadline is the last moment to switch renewal off when it shall expire', async () => {
    show(anItem({ decision: 'let-expire' }))
    expect(await valueOf('最迟处理', '期限')).toContain('这是关闭自动续费的最后时刻')
  })

  it('does not call the typed date of a domain the finding of a sync or of a check', async () => {
    const about = { itemId: 'i1', resourceId: 'example.com', resourceName: 'example.com', account: '' }
    const changes: readonly ItemChange[] = [
      { ...about, runId: '', at: AS_OF, kind: 'expiry-moved', field: 'expireTime', old: null, new: '2026-12-01' },
      { ...about, runId: 'l1', at: AS_OF - 1000, kind: 'appeared', field: null, old: null, new: null },
    ]
    show(
      anItem({ kind: 'domain' }),
      {},
      { 'change.list': { total: 2, items: changes, byKind: { appeared: 1, 'expiry-moved': 1 } } },
    )
    expect((await screen.findByRole('link', { name: '链接检查发现' })).getAttribute('href')).toBe('#/sync?run=l1')
    expect(screen.getByText('在链接页手动修改').tagName).toBe('SPAN')
  })

  it('keeps raw codes beside their meaning and never invents a value', async () => {
    show(anItem({ status: 'unknown', rawStatus: 7, price: null, currency: null, priceSource: null, tags: null }))
    expect(await valueOf('状态', '状态与记录')).toBe('未知云厂商提供')
    expect(await valueOf('原始状态码', '状态与记录')).toBe('7')
    expect(await valueOf('续费价', '续费')).toMatch(/^—/)
    expect(screen.getByText('标签没有读到，可能缺少权限')).toBeTruthy()
  })

  it('tells an empty tag from no tags', async () => {
    show(anItem())
    expect(await valueOf('team', '标签')).toBe('—')
    expect(await valueOf('env', '标签')).toBe('prod')
  })

  it('marks the phase that an item is in and the day on which each one ends', async () => {
    show(anItem({ phase: 'grace' }))
    const phases = within(await screen.findByRole('list', { name: '到期后的阶段' })).getAllByRole('listitem')
    expect(phases.map(({ textContent }) => textContent)).toEqual([
      '有效期内至 11-24 周二',
      '宽限期现在至 11-25 周三',
      '保留期至 11-26 周四',
      '已释放11-26 周四 起',
    ])
    expect(phases.map((phase) => phase.getAttribute('aria-current'))).toEqual([null, 'step', null, null])
  })

  it('leaves out phases that an item does not have', async () => {
    const expiresAt = Date.UTC(2026, 10, 24, 15, 59, 59)
    show(anItem({ graceEndsAt: expiresAt, retentionEndsAt: expiresAt }))
    const phases = within(await screen.findByRole('list', { name: '到期后的阶段' })).getAllByRole('listitem')
    expect(phases).toHaveLength(2)
  })

  it('says what a late renewal really buys, for items that have expired and are still there only', async () => {
    vi.setSystemTime(Date.UTC(2026, 11, 4, 2))
    show(anItem({ daysLeft: -10 }))
    const table = within(await screen.findByRole('region', { name: '今天续费实际能买到多少' })).getByRole('table')
    const rows = within(table).getAllByRole('row')
    expect(
      rows.slice(1).map((row) =>
        within(row)
          .getAllByRole('cell')
          .map(({ textContent }) => textContent),
      ),
    ).toEqual([
      ['12-24 周四', '20 天', '10 天', '× 1.50'],
      ['2027-02-24 周三', '82 天', '10 天', '× 1.12'],
      ['2027-11-24 周三', '355 天', '10 天', '× 1.03'],
    ])
  })

  it('offers no renewal for an item that is gone, released or turns to pay-per-use', async () => {
    const others = [
      anItem({ daysLeft: -10, isActive: false, goneAt: 0, goneCause: 'released' }),
      anItem({ phase: 'released', daysLeft: -10 }),
      anItem({ renewalMode: 'on-demand' }),
    ]
    for (const item of others) {
      show(item)
      await screen.findByRole('region', { name: '期限' })
      expect(screen.queryByRole('region', { name: '今天续费实际能买到多少' })).toBeNull()
      expect(screen.queryByRole('region', { name: '今天续费会到哪天' })).toBeNull()
      cleanup()
    }
  })

  it('says until when renewing today leads, with a price for just the period that it was quoted for', async () => {
    const user = userEvent.setup()
    show(anItem({ priceMonths: 12 }))
    const region = await screen.findByRole('region', { name: '今天续费会到哪天' })
    const said = (): string => within(region).getByRole('status').textContent ?? ''
    expect(said()).toBe('今天续 12 个月会到 2027-11-24 周三。 12 个月的续费价：1,234.50 CNY。')
    await user.click(within(region).getByRole('button', { name: '1 个月' }))
    expect(said()).toContain('今天续 1 个月会到 2026-12-24 周四。')
    expect(said()).toContain('已知报价是 12 个月的（1,234.50 CNY）；1 个月的价格请以云厂商为准。')
    const months = within(region).getByRole('textbox', { name: '续费月数' })
    await user.clear(months)
    await user.type(months, '36')
    expect(said()).toContain('今天续 36 个月会到 2029-11-24 周六。')
    await user.type(months, '9')
    expect(said()).toContain('今天续 36 个月')
  })

  it('never writes 0 for what is paid with its main resource', async () => {
    show(anItem({ isMain: false, price: '0', priceMonths: 1, priceSource: 'with-main' }))
    expect(await valueOf('续费价', '续费')).toMatch(/^随主资源一并报价/)
    const region = await screen.findByRole('region', { name: '今天续费会到哪天' })
    expect(within(region).getByRole('status').textContent).toContain('价格随主资源一并报价。')
    expect(document.body.textContent).not.toMatch(/\b0\.00/)
  })

  it('lists the moments in their course, with today between what is over and what is to come', async () => {
    show(anItem())
    const section = await screen.findByRole('region', { name: '期限' })
    const names = [...section.querySelectorAll('dt')].map(({ textContent }) => textContent)
    expect(names).toEqual(['最后工作日', '最迟处理', '今天', '到期日', '宽限期止', '保留期止', '阶段'])
    expect(await valueOf('今天', '期限')).toBe('11-20 周五')
  })

  it('names the last working day of a certificate, too, and no phases that it cannot have', async () => {
    show(anItem({ kind: 'certificate', renewalMode: 'unknown', phase: null, graceEndsAt: null, retentionEndsAt: null }))
    const section = await screen.findByRole('region', { name: '期限' })
    const names = [...section.querySelectorAll('dt')].map(({ textContent }) => textContent)
    expect(names).toEqual(['最后工作日', '最迟处理', '今天', '到期日'])
  })

  it('warns when the last working day is over and the deadline is not, and when its year has no plan yet', async () => {
    show(anItem({ lastWorkingDayOn: '2026-11-19', actByAt: AS_OF + 3_600_000 }))
    expect(await valueOf('最后工作日', '期限')).toContain('最后工作日已过，截止前没有工作日了')
    cleanup()
    show(anItem({ lastWorkingDayOn: '2031-03-03' }))
    expect(await valueOf('最后工作日', '期限')).toContain('2031 年的放假安排还没有公布')
  })

  it('tells on top what does not fit, what to do, and leads to the page of the provider', async () => {
    show(
      anItem({
        decision: 'let-expire',
        contradictions: ['let-expire-auto', 'no-owner-near'],
        renewalUrl: 'https://account.huaweicloud.com/usercenter/#/userindex/renewalManagement',
      }),
    )
    const banner = await screen.findByRole('region', { name: '有 2 处前后矛盾' })
    expect(within(banner).getAllByRole('listitem')).toHaveLength(2)
    expect(banner.textContent).toContain('请到华为云关闭自动续费')
    expect(within(banner).getByRole('link', { name: '打开华为云续费页面' }).getAttribute('href')).toContain(
      'https://account.huaweicloud.com/',
    )
  })

  it('says nothing on top when all fits', async () => {
    show(anItem())
    await screen.findByRole('region', { name: '期限' })
    expect(screen.queryByRole('region', { name: /矛盾/ })).toBeNull()
  })

  it('tells in words, with its run, that a decision has closed by itself', async () => {
    show(
      anItem({ decision: 'renewed' }),
      {},
      {
        'item.history': [
          {
            at: AS_OF - 1000,
            by: '',
            itemId: 'item-1',
            field: 'decision',
            old: 'renew',
            new: 'renewed',
            expiresAt: Date.UTC(2026, 10, 24, 15, 59, 59),
            runId: 'run-9',
          },
        ],
      },
    )
    const history = await screen.findByRole('region', { name: '变更与处理记录' })
    const line = await within(history).findByText('同步发现到期日已延后，决定自动结为已续费。')
    const entry = line.closest('li')
    expect(entry && within(entry).getByRole('link', { name: '同步发现' }).getAttribute('href')).toBe('#/sync?run=run-9')
  })

  it('puts what syncs found and what people did into one history, and reads older entries on demand', async () => {
    const user = userEvent.setup()
    const changes: readonly ItemChange[] = Array.from({ length: 60 }, (_, index) => ({
      runId: `run-${index}`,
      at: Date.UTC(2026, 10, 20) - index * 3_600_000,
      itemId: 'item-1',
      resourceId: 'res-1',
      resourceName: '数据库主机',
      account: '总部',
      kind: 'mode-changed',
      field: 'renewalMode',
      old: 'auto',
      new: 'manual',
    }))
    show(
      anItem(),
      {},
      {
        'change.list': ({ offset = 0, limit = 100 }) => ({
          total: changes.length,
          items: changes.slice(offset, offset + limit),
          byKind: {},
        }),
        'item.history': [
          {
            at: Date.UTC(2026, 10, 19, 23, 30),
            by: '李',
            itemId: 'item-1',
            field: 'decision',
            old: 'undecided',
            new: 'renew',
            expiresAt: Date.UTC(2026, 10, 24, 15, 59, 59),
            runId: null,
          },
          {
            at: Date.UTC(2026, 9, 1),
            by: '王',
            itemId: 'item-1',
            field: 'owner',
            old: null,
            new: '王',
            expiresAt: null,
            runId: null,
          },
        ],
      },
    )
    const history = await screen.findByRole('region', { name: '变更与处理记录' })
    await waitFor(() => expect(within(history).getAllByRole('listitem')).toHaveLength(51))
    const texts = within(history)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent)
    expect(texts[0]).toMatch(/续费方式 自动续费 → {2}变为 手动续费$/)
    expect(texts[1]).toContain('李')
    expect(texts[1]).toMatch(/决定 待定 → {2}变为 续费 （对 2026-11-24 到期）$/)
    expect(texts.join()).not.toContain('王')
    await user.click(within(history).getByRole('button', { name: '更早的记录' }))
    await waitFor(() => expect(within(history).getAllByRole('listitem')).toHaveLength(62))
    expect(within(history).getAllByRole('listitem').at(-1)?.textContent).toMatch(/负责人 — → {2}变为 王$/)
  })

  it('copies an id and says so', async () => {
    const user = userEvent.setup()
    show(anItem())
    const resource = await screen.findByRole('region', { name: '资源' })
    await user.click(within(resource).getByRole('button', { name: '复制资源 ID' }))
    expect(await navigator.clipboard.readText()).toBe('res-1')
    expect(await within(resource).findByRole('button', { name: '已复制资源 ID' })).toBeTruthy()
  })

  it('leads from an attached resource to its main one, and to nothing that could be attached to it', async () => {
    show(anItem({ parentResourceId: 'res-9', isMain: false }))
    const resource = await screen.findByRole('region', { name: '资源' })
    expect(within(resource).getByRole('link', { name: 'res-9' }).getAttribute('href')).toBe('#/items?item=res-9')
    expect(within(resource).queryByRole('button', { name: '查看附属资源' })).toBeNull()
  })

  it('leads from a main resource to what is attached', async () => {
    const user = userEvent.setup()
    const onQuery = vi.fn()
    show(anItem({ isMain: true }), { onQuery })
    const resource = await screen.findByRole('region', { name: '资源' })
    await user.click(within(resource).getByRole('button', { name: '查看附属资源' }))
    expect(onQuery.mock.calls[0]?.[0]).toMatchObject({
      filter: { isGone: 'all', columns: [{ field: 'parentResourceId', values: ['res-1'] }] },
    })
  })

  it('steps through the list by keys while it is open', async () => {
    const stop = listenToKeys(document)
    try {
      const user = userEvent.setup()
      const [onPrevious, onNext] = [vi.fn(), vi.fn()]
      show(anItem(), { onPrevious, onNext })
      await screen.findByRole('region', { name: '期限' })
      await user.keyboard('jk{Alt>}{ArrowDown}{ArrowUp}{/Alt}')
      expect([onPrevious.mock.calls.length, onNext.mock.calls.length]).toEqual([2, 2])
    } finally {
      stop()
    }
  })

  it('shows what the table knows while the item is being read', async () => {
    const item = anItem()
    show(item, { known: item }, { 'item.get': () => new Promise<Item>(() => undefined) })
    expect(screen.getByRole('complementary', { name: '数据库主机' })).toBeTruthy()
    expect(await valueOf('资源 ID', '资源')).toContain('res-1')
  })
})

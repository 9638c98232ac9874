import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LinkDetails, type LinkDetailsProps } from '../../../../../src/renderer/features/links/link-details.tsx'
import { followRuns } from '../../../../../src/renderer/stores/live-runs.ts'
import type { CertificateFacts, LinkDetails as Details, LinkDomain } from '../../../../../src/shared/domain/link.ts'
import { createFakeApi, failWith, renderWithApp, testHost, type FakeAnswers } from '../../../../support/renderer.tsx'
import { aLink, aLinkCheck, aLinkDetails, anItem, aLinkRun, MORNING } from '../../../../support/renderer-builders.ts'

const DAY_MS = 86_400_000
const GROUP = {
  groupId: 'default',
  name: '',
  policy: 'confirmed',
  allowsPrivate: false,
  includesSubdomains: false,
  linkCount: 1,
} as const

// Days are written with the year when it is not the present one.
beforeEach(() => void vi.setSystemTime(MORNING + 60_000))
afterEach(() => void vi.useRealTimers())

function show(details: Details, answers: FakeAnswers = {}, props: Partial<LinkDetailsProps> = {}) {
  const api = createFakeApi({ 'link.get': details, 'link.groups': [GROUP], ...answers })
  renderWithApp(<LinkDetails linkId={details.link.linkId} onClose={() => undefined} {...props} />, { api })
  return api
}

const section = (name: string): Promise<HTMLElement> => screen.findByRole('region', { name })

/** What stands beside a name in a part of the panel. */
async function valueOf(label: string, group: string): Promise<string> {
  const name = within(await section(group)).getByText(label, { selector: 'dt' })
  return name.nextElementSibling?.textContent ?? ''
}

const certificate: CertificateFacts & { measuredAt: number | null } = {
  host: 'zhang.example.com',
  port: 443,
  checkedAt: MORNING,
  measuredAt: MORNING,
  isMeasured: true,
  startsAt: MORNING - 30 * DAY_MS,
  expiresAt: MORNING + 4 * DAY_MS,
  subject: 'zhang.example.com',
  issuer: 'R11, Let’s Encrypt',
  names: ['zhang.example.com'],
  fingerprint: 'AB:CD',
  chain: [],
  problem: null,
  addresses: [{ address: '203.0.113.7', expiresAt: MORNING + 4 * DAY_MS, cause: null }],
}

const domain: LinkDomain = {
  domain: 'example.com',
  source: 'rdap',
  expiresAt: MORNING + 200 * DAY_MS,
  registrar: 'Example Registrar',
  problem: null,
  raw: null,
  checkedAt: MORNING,
  measuredAt: MORNING,
  typedOn: null,
}

describe('LinkDetails', () => {
  it('says what a verdict means, why it came about and what to do', async () => {
    show(
      aLinkDetails({
        link: aLink({
          verdict: 'tls',
          cause: 'certificate-expired',
          httpStatus: null,
          isShown: false,
          hiddenReason: { kind: 'verdict', verdict: 'tls', cause: 'certificate-expired' },
        }),
        history: [{ at: MORNING, by: null, field: 'shown', old: 'shown', new: '{"kind":"status","status":404}' }],
      }),
    )
    const verdict = await section('结论')
    expect(verdict.textContent).toContain('加密连接有问题')
    expect(verdict.textContent).toContain('原因：证书已过期。')
    expect(verdict.textContent).toContain('请联系对方更换证书')
    expect(screen.getByText('隐藏：证书或加密有问题：证书已过期')).toBeTruthy()
    expect(screen.getByText('从 11-20 09:02 起')).toBeTruthy()
  })

  it('prefers the advice for a cause, then for a status, to the one for the verdict', async () => {
    show(aLinkDetails({ link: aLink({ verdict: 'unsupported', cause: 'address-forbidden', httpStatus: null }) }))
    expect((await section('结论')).textContent).toContain('在它的分组里允许内网地址')
  })

  it('says of a failure that may pass how much is missing until it hides the link', async () => {
    show(
      aLinkDetails({
        link: aLink({
          verdict: 'timeout',
          cause: 'connect-timeout',
          httpStatus: null,
          consecutiveFailures: 2,
          unreachableSince: MORNING - DAY_MS / 2,
          unreachableDays: 0,
        }),
      }),
    )
    expect((await section('显示')).textContent).toContain('连续失败 2 次。满 3 次并且前后相隔满 24 小时才隐藏')
    expect((await section('结论')).textContent).toContain('从 11-19 21:02 起打不开（不到 1 天），连续失败 2 次')
  })

  it('says until when a link that is dead for long is left alone', async () => {
    const user = userEvent.setup()
    const api = show(aLinkDetails({ link: aLink({ verdict: 'dns', nextCheckAt: MORNING + 5 * DAY_MS }) }), {
      'link.check': { runId: 'l9', isNew: true },
    })
    const verdict = await section('结论')
    expect(verdict.textContent).toContain('11-25 09:02 之前的整批检查会跳过它')
    await user.click(within(verdict).getByRole('button', { name: '立即检查' }))
    await waitFor(() => expect(api.inputsOf('link.check')).toHaveLength(1))
  })

  it('shows the evidence of the newest check that has asked for something', async () => {
    show(
      aLinkDetails({
        checks: [
          aLinkCheck({ checkId: 3, runId: 'l3', verdict: 'cancelled', httpStatus: null, hops: [] }),
          aLinkCheck({
            checkId: 2,
            runId: 'l2',
            httpStatus: 404,
            verdict: 'broken',
            attempts: 2,
            latencyMs: 1234,
            bytes: 5120,
            raw: 'Not\u202eFound',
            finalUrl: 'https://new.example.com/',
            hops: [
              { url: 'https://zhang.example.com/', status: 301, address: '203.0.113.7' },
              { url: 'https://new.example.com/', status: null, address: null },
            ],
          }),
        ],
      }),
    )
    const evidence = '最近一次检查的依据'
    expect(await valueOf('状态码', evidence)).toBe('404')
    expect(await valueOf('耗时', evidence)).toBe('1.2 秒')
    expect(await valueOf('尝试次数', evidence)).toContain('2 次')
    // A sign that turns the direction of writing cannot disguise what a server has said.
    expect(await valueOf('原始信息', evidence)).toBe('Not·Found')
    const hops = within(await section(evidence)).getByRole('list')
    expect(
      within(hops)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['https://zhang.example.com/返回 301 · 连到 203.0.113.7', 'https://new.example.com/没有回答'])
  })

  it('tells a backlink that is not there from one that nobody could look for', async () => {
    const link = aLink({ backlinkSite: 'our.example.com', backlink: 'unknown' })
    const api = show(aLinkDetails({ link, checks: [aLinkCheck({ backlink: 'unknown' })] }))
    expect(await valueOf('外链', '最近一次检查的依据')).toContain('不能断定有没有指向 our.example.com 的链接')
    api.answer({ 'link.get': aLinkDetails({ link, checks: [aLinkCheck({ backlink: 'absent' })] }) })
    api.emit('link.changed', { linkIds: ['k1'] })
    await screen.findByText('页面已经读完，没有指向 our.example.com 的链接。')
  })

  it('says with the verdict that a page that opens lacks the wanted link, and what to do', async () => {
    const link = aLink({ verdict: 'ok', backlinkSite: 'our.example.com', backlink: 'absent' })
    show(aLinkDetails({ link, checks: [aLinkCheck({ backlink: 'absent' })] }))
    const verdict = await section('结论')
    expect(verdict.textContent).toContain('没有指向 our.example.com 的链接')
    expect(verdict.textContent).toContain('请联系对方补上链接')
  })

  it('names the first matching anchor and what its rel means', async () => {
    const anchor = { href: 'https://our.example.com/', text: '友链', rel: 'external nofollow' }
    show(
      aLinkDetails({
        link: aLink({ backlinkSite: 'our.example.com' }),
        checks: [aLinkCheck({ backlink: 'present', anchor })],
      }),
    )
    const words = await valueOf('找到的外链', '最近一次检查的依据')
    expect(words).toContain('文字：友链')
    expect(words).toContain('rel：external nofollow')
    expect(words).toContain('带有 nofollow：搜索引擎不会把它当作推荐')
  })

  it('shows when the certificate ends with its band, and opens all names on demand', async () => {
    const user = userEvent.setup()
    const names = Array.from({ length: 250 }, (_, index) => `host-${index}.example.com`)
    show(aLinkDetails({ certificate: { ...certificate, names } }))
    expect(await valueOf('到期', '证书')).toBe('11-24 周二7 天内4 天')
    const list = within(await section('证书')).getByRole('list', { name: '适用的域名' })
    expect(within(list).getAllByRole('listitem')).toHaveLength(6)
    await user.click(screen.getByRole('button', { name: '显示全部 250 个' }))
    expect(within(list).getAllByRole('listitem')).toHaveLength(250)
    expect(screen.getByRole('button', { name: '收起' }).getAttribute('aria-expanded')).toBe('true')
    expect(screen.getByRole('link', { name: '在到期项里查看证书' }).getAttribute('href')).toBe(
      '#/items?item=zhang.example.com%3A443',
    )
  })

  it('says since when a certificate could not be measured instead of calling it expired or fine', async () => {
    show(
      aLinkDetails({
        certificate: {
          ...certificate,
          isMeasured: false,
          measuredAt: MORNING - 3 * DAY_MS,
          problem: 'connect-timeout',
          addresses: [{ address: '203.0.113.7', expiresAt: null, cause: 'connect-timeout' }],
        },
      }),
    )
    expect((await section('证书')).textContent).toContain('下面是 11-17 09:02 量到的，从那以后不知道有没有换过')
    expect(await valueOf('到期', '证书')).toContain('11-24 周二')
    expect(await valueOf('校验', '证书')).toBe('连接超时')
    expect(await valueOf('各地址的结果', '证书')).toContain('没有量到：连接超时')
  })

  it('sets the end of a domain by hand and takes it back', async () => {
    const user = userEvent.setup()
    const api = show(aLinkDetails({ domain }), { 'link.setDomainDate': domain })
    await user.click(await screen.findByRole('button', { name: '手动填写到期日…' }))
    const input = screen.getByLabelText('到期日')
    expect(document.activeElement).toBe(input)
    await user.click(screen.getByRole('button', { name: '保存' }))
    expect(screen.getByText('请填写完整的日期。')).toBeTruthy()
    await user.type(input, '2027-03-01')
    await user.click(screen.getByRole('button', { name: '保存' }))
    await waitFor(() =>
      expect(api.inputsOf('link.setDomainDate')).toEqual([{ domain: 'example.com', expiresOn: '2027-03-01' }]),
    )
    api.answer({ 'link.get': aLinkDetails({ domain: { ...domain, source: 'typed', typedOn: '2027-03-01' } }) })
    api.emit('link.changed', { linkIds: null })
    await screen.findByText('手动填写的到期日是 2027-03-01 周一，以它为准。')
    await user.click(screen.getByRole('button', { name: '撤回手动填写' }))
    await waitFor(() =>
      expect(api.inputsOf('link.setDomainDate')).toContainEqual({ domain: 'example.com', expiresOn: null }),
    )
  })

  it('closes the field for a date with esc and keeps the panel open', async () => {
    const user = userEvent.setup()
    const onClose = vi.fn()
    show(aLinkDetails({ domain }), {}, { onClose })
    await user.click(await screen.findByRole('button', { name: '手动填写到期日…' }))
    await user.keyboard('{Escape}')
    expect(screen.queryByLabelText('到期日')).toBeNull()
    expect(onClose).not.toHaveBeenCalled()
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: '手动填写到期日…' })))
  })

  it('leads to no item of a domain that nobody has asked for yet, and lets its end be typed', async () => {
    const nothing = { source: null, expiresAt: null, registrar: null, checkedAt: null, measuredAt: null }
    show(aLinkDetails({ domain: { ...domain, ...nothing } }))
    expect((await section('域名')).textContent).toBe('域名还没有查过域名的到期日。手动填写到期日…')
  })

  it('says why a domain has no date and never invents one', async () => {
    show(
      aLinkDetails({
        domain: {
          ...domain,
          source: null,
          expiresAt: null,
          registrar: null,
          problem: 'registry-unknown',
          measuredAt: null,
        },
      }),
    )
    expect(await valueOf('到期', '域名')).toMatch(/^—/)
    expect(await valueOf('问题', '域名')).toBe('没有找到这个后缀的注册局')
  })

  it('checks the link now and says so until the result has arrived', async () => {
    const user = userEvent.setup()
    const api = show(aLinkDetails(), { 'link.check': { runId: 'l9', isNew: true } })
    await user.click(await screen.findByRole('button', { name: '立即检查' }))
    const busy = await screen.findByRole('button', { name: '正在检查…' })
    expect(busy.getAttribute('aria-disabled')).toBe('true')
    expect(document.activeElement).toBe(busy)
    expect(api.inputsOf('link.check')).toEqual([{ scope: { kind: 'links', linkIds: ['k1'] } }])
    api.answer({
      'link.get': aLinkDetails({
        link: aLink({ verdict: 'broken', httpStatus: 404 }),
        checks: [aLinkCheck({ checkId: 2, runId: 'l9', verdict: 'broken', httpStatus: 404 }), aLinkCheck()],
      }),
    })
    api.emit('link.changed', { linkIds: ['k1'] })
    await screen.findByRole('button', { name: '立即检查' })
    expect(screen.getByText('检查完成：已失效')).toBeTruthy()
  })

  it('does not wait for a check whose run has ended before its answer came', async () => {
    const user = userEvent.setup()
    const api = show(aLinkDetails())
    api.answer({
      'link.check': () => {
        api.emit('run.ended', { run: aLinkRun({ runId: 'l9' }) })
        return { runId: 'l9', isNew: true }
      },
    })
    await user.click(await screen.findByRole('button', { name: '立即检查' }))
    await waitFor(() => expect(api.inputsOf('link.check')).toHaveLength(1))
    await screen.findByRole('button', { name: '立即检查' })
  })

  it('says where it happened that another run is in the way', async () => {
    const user = userEvent.setup()
    show(aLinkDetails(), { 'link.check': () => failWith('LINKS_BUSY', { run: 'l1' }) })
    await user.click(await screen.findByRole('button', { name: '立即检查' }))
    expect((await screen.findByRole('alert')).textContent).toContain('正在检查链接')
    expect(screen.getByRole('button', { name: '立即检查' }).getAttribute('aria-disabled')).toBeNull()
  })

  it('shows a check that somebody else has started', async () => {
    const api = show(aLinkDetails())
    followRuns(api)
    await screen.findByRole('button', { name: '立即检查' })
    const run = aLinkRun({ runId: 'l5', state: 'running', endedAt: null, startedAt: MORNING })
    api.answer({ 'run.get': { run, isLive: true, progress: [], metrics: run.metrics, samples: [] } as never })
    api.emit('run.started', { run })
    await screen.findByRole('button', { name: '正在检查…' })
    api.emit('run.ended', { run })
    await screen.findByRole('button', { name: '立即检查' })
  })

  it('never offers to check what is white-listed, and ends the white-listing', async () => {
    const user = userEvent.setup()
    const whitelisting = { reason: '要登录', by: '王芳', at: MORNING - DAY_MS, reviewOn: '2026-11-19' }
    const api = show(aLinkDetails({ link: aLink({ whitelisting }) }), { 'link.whitelist': { changed: 1 } })
    const check = await screen.findByRole('button', { name: '立即检查' })
    await user.click(check)
    expect(api.inputsOf('link.check')).toEqual([])
    expect(await valueOf('原因', '显示')).toBe('要登录')
    expect(await valueOf('复查日', '显示')).toContain('该复查了')
    await user.click(screen.getByRole('button', { name: '移出白名单' }))
    await waitFor(() => expect(api.inputsOf('link.whitelist')).toEqual([{ linkIds: ['k1'], whitelisting: null }]))
    api.answer({ 'link.get': aLinkDetails() })
    api.emit('link.changed', { linkIds: ['k1'] })
    await waitFor(() => expect(screen.queryByRole('button', { name: '移出白名单' })).toBeNull())
    // The button that had the focus is gone; the panel keeps it.
    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 2 }))
  })

  it('hides by hand with words and lets go again', async () => {
    const user = userEvent.setup()
    const api = show(aLinkDetails(), { 'link.pin': { changed: 1 } })
    await user.click(await screen.findByRole('button', { name: '隐藏…' }))
    await user.type(await screen.findByLabelText('说明'), '内容不合适')
    await user.click(screen.getByRole('button', { name: '手动隐藏' }))
    await waitFor(() =>
      expect(api.inputsOf('link.pin')).toEqual([{ linkIds: ['k1'], pinned: 'hidden', words: '内容不合适' }]),
    )
    const hiddenReason = { kind: 'person', words: '内容不合适', by: '王芳', at: MORNING } as const
    api.answer({ 'link.get': aLinkDetails({ link: aLink({ isShown: false, pinned: 'hidden', hiddenReason }) }) })
    api.emit('link.changed', { linkIds: ['k1'] })
    await user.click(await screen.findByRole('button', { name: '恢复自动' }))
    await waitFor(() => expect(api.inputsOf('link.pin').at(-1)).toEqual({ linkIds: ['k1'], pinned: null }))
  })

  it('says who has shown it by hand, when and why', async () => {
    const change = { at: MORNING, by: '王芳', field: 'pinned', old: null, new: 'shown · 老朋友 · 保留' } as const
    show(aLinkDetails({ link: aLink({ verdict: 'dns', pinned: 'shown' }), history: [change] }))
    expect(await valueOf('手动设置', '显示')).toBe('手动显示由 王芳，11-20 09:02老朋友 · 保留')
  })

  it('closes a dialog with esc without closing the panel, and gives the focus back', async () => {
    const user = userEvent.setup()
    const onClose = vi.fn()
    show(aLinkDetails(), {}, { onClose })
    const remove = await screen.findByRole('button', { name: '删除…' })
    await user.click(remove)
    await screen.findByRole('dialog')
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(onClose).not.toHaveBeenCalled()
    await waitFor(() => expect(document.activeElement).toBe(remove))
  })

  it('closes when the link has been removed', async () => {
    const user = userEvent.setup()
    const onClose = vi.fn()
    const api = show(aLinkDetails(), { 'link.remove': { removed: 1 } }, { onClose })
    await user.click(await screen.findByRole('button', { name: '删除…' }))
    const dialog = await screen.findByRole('dialog', { name: '删除“张三的博客”？' })
    await user.click(within(dialog).getByRole('button', { name: '删除' }))
    await waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(api.inputsOf('link.remove')).toEqual([{ linkIds: ['k1'] }])
  })

  it('offers the final address of a link that has moved', async () => {
    const user = userEvent.setup()
    show(aLinkDetails({ link: aLink({ verdict: 'redirected', finalUrl: 'https://new.example.com/', redirects: 1 }) }))
    await user.click(await screen.findByRole('button', { name: '改用最终网址…' }))
    const dialog = await screen.findByRole('dialog')
    expect(within(dialog).getByRole<HTMLInputElement>('textbox', { name: /^网址/ }).value).toBe(
      'https://new.example.com/',
    )
  })

  it('lists all checks on demand, in words', async () => {
    const user = userEvent.setup()
    const checks = Array.from({ length: 50 }, (_, index) =>
      aLinkCheck({
        checkId: 50 - index,
        runId: `l${index}`,
        verdict: index % 2 ? 'timeout' : 'ok',
        checkedAt: MORNING - index * DAY_MS,
      }),
    )
    show(aLinkDetails({ checks }))
    const table = await screen.findByRole('table', { name: '最近 50 次检查，新的在前' })
    expect(within(table).getAllByRole('row')).toHaveLength(11)
    await user.click(screen.getByRole('button', { name: '再显示 40 次' }))
    expect(within(table).getAllByRole('row')).toHaveLength(51)
    expect(screen.getByRole('img', { name: /最近 50 次检查的耗时，最慢 230 毫秒/ })).toBeTruthy()
  })

  it('writes what people and checks have changed', async () => {
    show(
      aLinkDetails({
        history: [
          { at: MORNING, by: null, field: 'shown', old: 'shown', new: '{"kind":"status","status":404}' },
          { at: MORNING - 1, by: '王芳', field: 'group', old: '', new: '合作伙伴' },
          { at: MORNING - 2, by: '王芳', field: 'pinned', old: 'hidden · 内容不合适', new: null },
          { at: MORNING - 2, by: '王芳', field: 'whitelist', old: '要登录', new: null },
        ],
      }),
    )
    const entries = within(await section('变更记录')).getAllByRole('listitem')
    expect(entries.map(({ textContent }) => textContent?.replaceAll(/ +/g, ' '))).toEqual([
      '显示11-20 09:02检查显示 → 变为 隐藏：网页请求返回 404',
      '分组11-20 09:02王芳默认 → 变为 合作伙伴',
      '手动设置11-20 09:02王芳手动隐藏 · 内容不合适 → 变为 自动',
      '白名单11-20 09:02王芳要登录 → 变为 不在白名单',
    ])
  })

  it('leads to the item that the link belongs to, by its name', async () => {
    show(aLinkDetails({ link: aLink({ itemId: 'i1' }) }), { 'item.get': anItem({ resourceName: '官网服务器' }) })
    const link = await screen.findByRole('link', { name: '官网服务器' })
    expect(link.getAttribute('href')).toBe('#/items?item=i1')
  })

  it('never makes an address of another scheme something that can be clicked', async () => {
    show(aLinkDetails({ link: aLink({ url: 'javascript:alert(1)', finalUrl: null }), checks: [] }))
    await screen.findByText('javascript:alert(1)')
    expect(screen.queryByRole('link', { name: /javascript/ })).toBeNull()
  })

  it('asks the system to open an address when it runs as an app', async () => {
    const user = userEvent.setup()
    const api = show(aLinkDetails(), {
      'host.info': { ...testHost, kind: 'desktop' },
      'host.openExternal': null,
    })
    await user.click(await screen.findByRole('link', { name: 'https://zhang.example.com/' }))
    await waitFor(() => expect(api.inputsOf('host.openExternal')).toEqual([{ url: 'https://zhang.example.com/' }]))
  })

  it('says that a link is gone instead of showing what it was', async () => {
    const api = show(aLinkDetails())
    await screen.findByRole('heading', { name: '张三的博客' })
    api.answer({ 'link.get': () => failWith('LINK_NOT_FOUND', { link: 'k1' }) })
    api.emit('link.changed', { linkIds: ['k1'] })
    await screen.findByRole('alert')
    expect(screen.queryByRole('button', { name: '删除…' })).toBeNull()
  })
})

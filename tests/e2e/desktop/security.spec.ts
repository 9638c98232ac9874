import { spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DEFAULT_KEYS, startHuaweiSimulator } from '../../simulators/huawei/server.ts'
import {
  addDemo,
  APP_DIR,
  expect,
  syncToEnd,
  test,
  type BridgedWindow,
  type DesktopApp,
} from './support/desktop-app.ts'
import { pagesOf } from './support/desktop-pages.ts'

/** What a page tries, as text that runs in the page's own world. */
const inPage = <T>(app: DesktopApp, script: () => T | Promise<T>): Promise<T> => app.page.evaluate(script)

/** A page elsewhere on this machine; the app must never ask it for anything. */
async function withForeignSite(visit: (url: string, requests: () => number) => Promise<void>): Promise<void> {
  let requests = 0
  const server = createServer((_request, response) => {
    requests += 1
    response.setHeader('access-control-allow-origin', '*')
    response.end('<h1>elsewhere</h1>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await visit(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, () => requests)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

test.describe('the security checklist of Electron', () => {
  let app: DesktopApp
  test.beforeEach(async ({ desktop }) => {
    app = await desktop.launch()
    // Whatever would be opened outside is written down instead.
    await app.electron.evaluate(({ shell }) => {
      const opened: string[] = []
      Object.assign(globalThis, { opened })
      shell.openExternal = async (url) => void opened.push(url)
    })
  })
  const opened = (): Promise<string[]> =>
    app.electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
  const stillHere = async (): Promise<void> => {
    expect(app.page.url()).toMatch(/^app:\/\/duewatch\//)
    await expect.poll(() => app.electron.windows().length).toBe(1)
    expect(await app.ask('system.state', {})).toMatchObject({ ok: true })
  }

  test('1: loads its own files only, as a secure origin', async () => {
    expect(await inPage(app, () => [location.origin, window.isSecureContext])).toEqual(['app://duewatch', true])
    const foreign = await inPage(app, () =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => !name.startsWith('app://duewatch/')),
    )
    expect(foreign).toEqual([])
  })

  test('2 to 4: gives the page neither Node nor Electron, in a sandbox with a world of its own', async () => {
    const globals = await inPage(app, () =>
      ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer', '__dirname'].filter(
        (name) => name in window,
      ),
    )
    expect(globals).toEqual([])
    const preferences = await app.electron.evaluate(({ webContents }) => {
      const [contents] = webContents.getAllWebContents() as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }[]
      return contents?.getLastWebPreferences() ?? {}
    })
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    })
    expect(preferences['webviewTag']).not.toBe(true)
    expect(preferences['allowRunningInsecureContent']).not.toBe(true)
    expect(preferences['experimentalFeatures']).not.toBe(true)
  })

  test('4: lets the page reach the bridge’s two functions and change neither', async () => {
    const bridge = await inPage(app, () => {
      const { duewatch } = window as unknown as { duewatch: Record<string, unknown> }
      let isReplaced = false
      try {
        Object.assign(window, { duewatch: null })
        isReplaced = (window as unknown as BridgedWindow).duewatch === null
      } catch {
        // Refused, as it should be.
      }
      return { names: Object.keys(duewatch).toSorted(), isFrozen: Object.isFrozen(duewatch), isReplaced }
    })
    expect(bridge).toEqual({ names: ['on', 'request'], isFrozen: true, isReplaced: false })
  })

  test('5: denies every permission that looks or listens', async () => {
    const answers = await inPage(app, async () => {
      const ask = async (name: string) => (await navigator.permissions.query({ name: name as PermissionName })).state
      return {
        geolocation: await ask('geolocation'),
        camera: await ask('camera'),
        microphone: await ask('microphone'),
        notifications: await Notification.requestPermission(),
        clipboard: await navigator.clipboard.readText().catch((error: Error) => error.name),
        position: await new Promise((resolve) =>
          navigator.geolocation.getCurrentPosition(
            () => resolve('allowed'),
            ({ code }) => resolve(code),
          ),
        ),
      }
    })
    expect(answers).toEqual({
      geolocation: 'denied',
      camera: 'denied',
      microphone: 'denied',
      notifications: 'denied',
      clipboard: 'NotAllowedError',
      position: 1,
    })
  })

  test('5: lets the page copy text, and read nothing that was copied elsewhere', async () => {
    await app.page.getByRole('main').waitFor()
    await inPage(app, () => {
      const copied = window as unknown as { copied?: Promise<string> }
      document.addEventListener('click', () => {
        copied.copied ??= navigator.clipboard.writeText('名称\t金额').then(
          () => 'copied',
          (error: Error) => error.message,
        )
      })
    })
    // A screen without a window manager gives the window its focus only for a real click.
    spawnSync('xdotool', ['mousemove', '640', '440', 'click', '1'])
    await expect
      .poll(() => inPage(app, () => (window as unknown as { copied?: Promise<string> }).copied ?? 'no click'))
      .toBe('copied')
    expect(await app.electron.evaluate(({ clipboard }) => clipboard.readText())).toBe('名称\t金额')
    expect(await inPage(app, () => navigator.clipboard.readText().catch((error: Error) => error.name))).toBe(
      'NotAllowedError',
    )
  })

  test('6 and 7: runs no inline script and no text as code, and fetches from nowhere else', async () => {
    // Everything below is tried; the page waits until each kind has been refused.
    const refused = [
      'connect-src',
      'form-action',
      'frame-src',
      'img-src',
      'script-src',
      'script-src-attr',
      'script-src-elem',
    ]
    await withForeignSite(async (url, requests) => {
      const result = await app.page.evaluate(
        async ([address, expected]) => {
          const violations = new Set<string>()
          const allRefused = new Promise<void>((resolve) => {
            document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
              violations.add(effectiveDirective)
              if (expected.every((directive) => violations.has(directive))) resolve()
            })
          })
          const script = document.createElement('script')
          script.textContent = 'window.wasInjected = true'
          document.body.append(script)
          const holder = document.createElement('div')
          holder.innerHTML = '<img src="x" onerror="window.wasInjected = true"><style>body{display:none}</style>'
          document.body.append(holder)
          const fetched = await fetch(address).then(
            () => true,
            () => false,
          )
          const socket = await new Promise<boolean>((resolve) => {
            try {
              const opening = new WebSocket(address.replace('http', 'ws'))
              opening.addEventListener('open', () => resolve(true))
              opening.addEventListener('error', () => resolve(false))
            } catch {
              resolve(false)
            }
          })
          let evaluated = true
          try {
            // oxlint-disable-next-line no-implied-eval -- what an attacker would write
            evaluated = new Function('return true')() as boolean
          } catch {
            evaluated = false
          }
          const frame = document.createElement('iframe')
          frame.src = address
          document.body.append(frame)
          const image = new Image()
          image.src = `${address}image.png`
          const form = document.createElement('form')
          form.action = address
          document.body.append(form)
          form.submit()
          await allRefused
          return {
            wasInjected: 'wasInjected' in window,
            isHidden: getComputedStyle(document.body).display === 'none',
            fetched,
            socket,
            evaluated,
          }
        },
        [url, refused] as const,
      )
      expect(result).toMatchObject({
        wasInjected: false,
        isHidden: false,
        fetched: false,
        socket: false,
        evaluated: false,
      })
      expect(requests()).toBe(0)
    })
    await stillHere()
  })

  test('7: sends the policy with every file, and another nonce each time', async () => {
    const answers = await inPage(app, async () => {
      const read = async (path: string) => {
        const { status, headers } = await fetch(path, { cache: 'no-store' })
        return {
          status,
          policy: headers.get('content-security-policy') ?? '',
          sniff: headers.get('x-content-type-options'),
        }
      }
      const script = document.querySelector<HTMLScriptElement>('script[src]')?.src ?? '/missing.js'
      return { page: await read('/'), again: await read('/'), script: await read(script) }
    })
    for (const { policy, sniff, status } of Object.values(answers)) {
      expect(status).toBe(200)
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-")
      expect(policy).not.toContain('unsafe')
      expect(sniff).toBe('nosniff')
    }
    expect(answers.page.policy).not.toBe(answers.again.policy)
  })

  test('11 and 12: attaches no webview', async () => {
    const attached = await app.electron.evaluate(({ app: main }) => {
      const types: string[] = []
      main.on('web-contents-created', (_event, contents) => types.push(contents.getType()))
      Object.assign(globalThis, { types })
    })
    expect(attached).toBeUndefined()
    await inPage(app, () => {
      const view = document.createElement('webview')
      view.setAttribute('src', 'https://example.com/')
      view.setAttribute('allowpopups', '')
      document.body.append(view)
    })
    await stillHere()
    expect(await app.electron.evaluate(() => (globalThis as unknown as { types: string[] }).types)).toEqual([])
  })

  test('13: stays on its page whatever tries to lead away', async () => {
    await withForeignSite(async (url, requests) => {
      await app.page.evaluate((address) => {
        location.href = address
      }, url)
      await stillHere()
      await app.page.evaluate((address) => {
        const link = document.createElement('a')
        link.href = address
        document.body.append(link)
        link.click()
        link.href = 'app://duewatch.evil/'
        link.click()
        link.href = 'file:///etc/passwd'
        link.click()
        // Even our own files: in the place of the page they would leave no way back.
        link.href = 'app://duewatch/no-such-file.js'
        link.click()
      }, url)
      await stillHere()
      expect(requests()).toBe(0)
    })
  })

  test('13: shows no page within the page', async () => {
    const refused = await inPage(app, async () => {
      const frame = document.createElement('iframe')
      frame.srcdoc = '<script>parent.wasInjected = true</script>'
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
      document.body.append(frame)
      await loaded
      const inside = frame.contentWindow as unknown as Record<string, unknown>
      return { bridge: typeof inside['duewatch'], wasInjected: 'wasInjected' in window }
    })
    expect(refused).toEqual({ bridge: 'undefined', wasInjected: false })
    await stillHere()
  })

  test('saves no file that the page makes up', async () => {
    await app.electron.evaluate(({ session }) => {
      const downloads: boolean[] = []
      Object.assign(globalThis, { downloads })
      session.defaultSession.on('will-download', (event) => downloads.push(event.defaultPrevented))
    })
    await inPage(app, () => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob(['x']))
      link.download = 'report.exe'
      document.body.append(link)
      link.click()
    })
    const downloads = () => app.electron.evaluate(() => (globalThis as unknown as { downloads: boolean[] }).downloads)
    await expect.poll(downloads).toEqual([true])
    await stillHere()
  })

  test('14: opens no window; what may be opened outside goes to the system’s browser', async () => {
    const windows = await inPage(app, () =>
      ['https://example.com/a', 'app://duewatch/', 'file:///etc/passwd', 'about:blank', 'javascript:alert(1)'].map(
        (url) => window.open(url, '_blank'),
      ),
    )
    expect(windows).toEqual([null, null, null, null, null])
    await stillHere()
    await expect.poll(opened).toEqual(['https://example.com/a'])
  })

  test('15: opens web pages and mail outside and refuses everything else', async () => {
    await app.request('host.openExternal', { url: 'https://console.huaweicloud.com/?a=1' })
    await app.request('host.openExternal', { url: 'mailto:finance@example.com' })
    for (const url of [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'ms-msdt:/id',
      'smb://x/y',
      'C:\\x.exe',
      'nothing',
    ]) {
      expect(await app.ask('host.openExternal', { url })).toMatchObject({
        ok: false,
        error: { code: 'LINK_NOT_ALLOWED' },
      })
    }
    expect(await opened()).toEqual(['https://console.huaweicloud.com/?a=1', 'mailto:finance@example.com'])
  })

  test('17: answers nobody but the top frame of its own page', async () => {
    const forbidden = { ok: false, error: { code: 'FORBIDDEN_SENDER', params: {}, raw: null } }
    const preload = join(APP_DIR, 'out', 'preload', 'index.cjs')
    // A window that somebody else opened in the process, with our own preload script and even our own address.
    for (const url of ['app://duewatch/', 'data:text/html,<h1>x</h1>']) {
      const answer = await app.electron.evaluate(
        async ({ BrowserWindow }, [address, script]) => {
          const stranger = new BrowserWindow({ show: false, webPreferences: { preload: script } })
          await stranger.loadURL(address)
          const said = await stranger.webContents.executeJavaScript('window.duewatch.request("account.list", {})')
          stranger.destroy()
          return said as unknown
        },
        [url, preload] as const,
      )
      expect(answer).toEqual(forbidden)
    }
    await stillHere()
  })

  test('17: answers nonsense in the usual form', async () => {
    await addDemo(app, 10)
    const answers = await inPage(app, async () => {
      const { duewatch } = window as unknown as { duewatch: { request(...args: unknown[]): Promise<unknown> } }
      return [
        await duewatch.request('no.such.route', {}),
        await duewatch.request('__proto__', {}),
        await duewatch.request(undefined, undefined),
        await duewatch.request('account.get', { name: 1 }),
        await duewatch.request('account.list', { a: () => 1 }),
      ]
    })
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: expect.any(String) } })
    await stillHere()
  })

  test('18: serves nothing from outside its folder', async () => {
    const statuses = await inPage(app, () =>
      Promise.all(
        [
          '/..%2f..%2fpackage.json',
          '/%2e%2e%2fmain%2fdesktop.js',
          '/..%5cmain%5cdesktop.js',
          '/assets/..%2f..%2fmain%2fdesktop.js',
          '/%00.js',
          '/no-such-file.js',
        ].map(async (path) => (await fetch(path)).status),
      ),
    )
    expect(statuses).toEqual([404, 404, 404, 404, 404, 404])
  })

  test('20: tells the page nothing about Electron’s own event', async () => {
    const keys = await app.page.evaluate(async () => {
      const { duewatch } = window as unknown as BridgedWindow
      const seen = new Promise<unknown[]>((resolve) => {
        duewatch.on('event', (...args: unknown[]) => resolve(args))
      })
      await duewatch.request('preference.set', { key: 'probe', value: '1' })
      return (await seen).map((argument) => Object.keys(argument as object).toSorted())
    })
    expect(keys).toEqual([['name', 'payload', 'seq']])
  })

  test('shows names out of a cloud as text, whatever they look like', async () => {
    const names = [
      '<img src=x onerror="window.wasInjected = true">',
      '</script><script>window.wasInjected = true</script>',
      `=cmd|' /C calc'!A0`,
      'invoice\u202Egnp.exe',
      'a\u0007\u001b[31mb',
      '{{account}} $t(error.INTERNAL) %s',
      `'; DROP TABLE item; --`,
    ]
    const cloud = await startHuaweiSimulator({ resources: names.length * 3 })
    try {
      const all = [...cloud.world.resources.values()]
      for (const [index, resource] of all.entries()) {
        const name = names[index % names.length] ?? ''
        resource.name = name
        if (resource.row) resource.row['resource_name'] = name
        Object.assign(resource.rendered, { bss: null, config: null })
      }
      const [key = { accessKey: '', secretKey: '' }] = DEFAULT_KEYS
      const account = { name: '<b>账号</b>', provider: 'huawei', endpoint: cloud.url, ...key } as const
      const { accountId } = await app.request('account.add', account)
      expect(await syncToEnd(app, accountId)).toMatchObject({ state: 'succeeded' })
      const { window } = pagesOf(app)
      for (const page of ['overview', 'sync', 'accounts'] as const) {
        await window.goTo(page)
        await expect(app.page.getByText('<b>账号</b>').first()).toBeVisible()
      }
      await window.goTo('items')
      const row = app.page.getByRole('gridcell').filter({ hasText: names[0] ?? '' })
      await row.first().dblclick()
      await expect(app.page.getByRole('heading', { level: 2, name: names[0] ?? '' })).toBeVisible()
      expect(await inPage(app, () => 'wasInjected' in window)).toBe(false)
      const title = await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())
      expect(title).toBe('到期项 – Duewatch')
      await stillHere()
    } finally {
      await cloud.close()
    }
  })
})

import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The product in the browser, over a data folder. */
export interface ServedApp {
  /** Signs one browser in. */
  readonly url: string
  /** From the start of the process until it printed its address. */
  readonly readyMs: number
  stop(): Promise<void>
}

export async function serveApp(dataDir: string): Promise<ServedApp> {
  const startMs = performance.now()
  const child = spawn(
    process.execPath,
    [join(root, 'bin/duewatch.mjs'), '--data-dir', dataDir, '--json', 'serve', '--no-open'],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DUEWATCH_KEY_FILE: join(dataDir, 'key') } },
  )
  let [output, errors] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.includes('}')) resolve((JSON.parse(output) as { url: string }).url)
    })
    void exited.then(() => reject(new Error(`serve has ended: ${errors}`)))
  })
  return {
    url,
    readyMs: performance.now() - startMs,
    async stop() {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await exited
      clearTimeout(timer)
    },
  }
}

/** Columns of the product's table as it first stands, with texts like its own. */
const COLUMNS = [
  ['名称', 240],
  ['紧急程度', 132],
  ['剩余天数', 136],
  ['到期日', 136],
  ['最迟处理', 136],
  ['续费方式', 124],
  ['续费价', 148],
  ['决定', 104],
  ['负责人', 100],
  ['状态', 104],
  ['类型', 130],
  ['区域', 130],
  ['账号', 120],
] as const

const MODES = ['自动续费', '手动续费', '到期不续费', '到期转按需', '未知'] as const
const NAMES = ['订单服务', '支付网关', 'kafka-broker', 'redis-cache', '报表库'] as const

function referenceRow(index: number): readonly string[] {
  const days = (index * 7919) % 400
  const day = `2027-${String((days % 12) + 1).padStart(2, '0')}-${String((days % 28) + 1).padStart(2, '0')} 周一`
  return [
    `${NAMES[index % NAMES.length]}-${index}`,
    days < 90 ? '31–60 天' : '90 天以后',
    `${days} 天`,
    day,
    day,
    MODES[index % MODES.length] ?? '',
    `${((index * 37) % 100_000) / 100} CNY`,
    index % 6 === 0 ? '续费' : '待定',
    index % 2 === 0 ? '—' : '李雷',
    '使用中',
    '弹性云服务器',
    '华北-北京四',
    '生产账号',
  ]
}

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** The reference page with so many rows. */
export async function serveReference(folder: string, rows: number): Promise<{ url: string; stop(): Promise<void> }> {
  await build({
    root: join(root, 'tests/bench/reference-table'),
    configFile: false,
    base: './',
    logLevel: 'error',
    plugins: [react()],
    build: { outDir: folder, emptyOutDir: true, target: 'chrome130' },
  })
  const headers = COLUMNS.map(([label, widthPx]) => ({ label, widthPx }))
  const data = JSON.stringify({ headers, rows: Array.from({ length: rows }, (_, index) => referenceRow(index)) })
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://reference').pathname
    if (path === '/rows.json') {
      response.setHeader('content-type', 'application/json')
      response.end(data)
      return
    }
    const file = path === '/' ? '/index.html' : path
    readFile(join(folder, file)).then(
      (content) => {
        response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
        response.end(content)
      },
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

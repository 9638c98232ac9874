import type { RunMetrics, StageProgress, StoredLogLine } from '../../shared/domain/run.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import { createColors, type Colors } from './colors.ts'
import { formatInstant } from './format.ts'
import { plain } from '../../shared/plain-text.ts'
import type { Io } from './io.ts'
import { cut } from './table.ts'

/** Shows a run while it goes on: log lines scroll, one progress line stays at the bottom of a terminal. */
export interface LiveView {
  log(account: string, line: StoredLogLine): void
  progress(account: string, progress: readonly StageProgress[], metrics: RunMetrics): void
  /** Takes the progress line away. */
  end(): void
}

/** Creates the view on stderr, so that stdout stays free for the result. Without a terminal only the log is written. */
export function createLiveView(io: Io, t: Translator, zone: string): LiveView {
  const colors = createColors(io.stderr, io.env)
  const isTerminal = io.stderr.isTTY === true
  const rates = new Map<string, { startedAt: number; done: number }>()
  let shown = ''

  function clear(): void {
    if (shown) io.stderr.write('\r\u001b[2K')
  }
  function draw(): void {
    if (shown) io.stderr.write(shown)
  }

  return {
    log(account, line) {
      clear()
      const time = formatInstant(line.at, zone).slice(-8)
      const stage = t.t(`domain.stage.${line.stage}`)
      io.stderr.write(
        `${colors.dim(time)} ${account} ${colors.dim(`[${stage}]`)} ${paint(line, plain(t.logLine(line)), colors)}\n`,
      )
      draw()
    },
    progress(account, progress, metrics) {
      if (!isTerminal) return
      const parts = progress.map((stage) => describeStage(account, stage, rates, t))
      const text = `${account}  ${parts.join('  ·  ')}  ${t.t('cli.sync.metrics', {
        requests: metrics.requests,
        retries: metrics.retries,
        throttled: metrics.throttled,
      })}`
      clear()
      shown = cut(text, (io.stderr.columns || 100) - 1)
      draw()
    },
    end() {
      clear()
      shown = ''
    },
  }
}

function describeStage(
  account: string,
  { stage, done, total }: StageProgress,
  rates: Map<string, { startedAt: number; done: number }>,
  t: Translator,
): string {
  const key = `${account} ${stage}`
  const since = rates.get(key) ?? { startedAt: Date.now(), done }
  rates.set(key, since)
  const seconds = (Date.now() - since.startedAt) / 1000
  const rate = seconds > 0.5 ? (done - since.done) / seconds : 0
  const word = t.t(`domain.stage.${stage}`)
  const speed = rate > 0 ? ` ${t.t('cli.sync.rate', { rate: Math.round(rate) })}` : ''
  if (total === null) return `${word} ${done}${speed}`
  const left = rate > 0 && done < total ? ` ${t.t('cli.sync.left', { seconds: Math.ceil((total - done) / rate) })}` : ''
  return `${word} ${done}/${total}${done < total ? speed : ''}${left}`
}

function paint(line: StoredLogLine, text: string, colors: Colors): string {
  if (line.level === 'error') return colors.red(text)
  if (line.level === 'warn') return colors.yellow(text)
  return line.level === 'debug' ? colors.dim(text) : text
}

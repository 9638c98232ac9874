import type { LinkCheckFacts, LinkHop, Verdict } from '../../shared/domain/link.ts'
import type { LinkTask } from '../../shared/worker/link-frames.ts'
import type { MetricsRecorder } from '../http/metrics.ts'
import type { AnswerHead } from './answer-head.ts'
import { openConnection, type Connection, type OnCertificate } from './connection.ts'
import type { Network } from './network.ts'
import { ask, readPage } from './exchange.ts'
import type { Seat } from './host-queues.ts'
import { startLinkClock, type LinkClock } from './link-clock.ts'
import { ACCEPTED_ENCODINGS, createPageReader } from './page-reader.ts'
import type { LinkProblem, Outcome } from './ports.ts'
import { toProblem } from './problems.ts'
import { toAuthorization } from './proxy-tunnel.ts'
import { toFirstTarget, toNextTarget, type Target } from './targets.ts'
import { USER_AGENT } from './user-agent.ts'
import { isRedirect, judgeStatus, toRetryAfterMs } from './verdicts.ts'

/** Redirects that are followed. */
const MAX_REDIRECTS = 10

/** Longest wait for an answer, and for a body, however much time a link has. */
const ANSWER_TIMEOUT_MS = 60_000
const BODY_TIMEOUT_MS = 60_000

const HEADERS = [
  `User-Agent: ${USER_AGENT}`,
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Language: zh-CN,zh;q=0.9,en;q=0.8',
  `Accept-Encoding: ${ACCEPTED_ENCODINGS}`,
  'Connection: close',
].join('\r\n')

/** What a check is made with. */
export interface CheckContext {
  readonly network: Network
  readonly metrics: MetricsRecorder
  /** Told of the certificate of the link's own host. */
  readonly onCertificate: OnCertificate
}

/** A link that has been checked. */
export interface CheckedLink {
  readonly facts: LinkCheckFacts
  /** What the server asks to be left alone for; null when it does not. */
  readonly retryAfterMs: number | null
  /** How much of its time the link has used. */
  readonly spentMs: number
}

/** What is known so far. */
interface Trail {
  readonly hops: LinkHop[]
  readonly seen: Set<string>
  redirects: number
  status: number | null
  finalUrl: string | null
  bytes: number
  head: AnswerHead | null
}

type Finding = Pick<LinkCheckFacts, 'verdict' | 'cause' | 'raw' | 'backlink' | 'anchor'>

/** The host at which a link begins; null for one that nobody can be asked about. */
export function toHost(task: LinkTask): string | null {
  const target = toFirstTarget(task.url, task.allowsPrivate)
  return target.isFine ? target.value.host : null
}

/**
 * Checks one link: asks once, follows redirects, reads the page when it has to link back. It never rejects; after an
 * abort it ends at once, and what it says then means nothing.
 */
export async function checkLink(
  task: LinkTask,
  attempt: number,
  budgetMs: number,
  seat: Seat,
  context: CheckContext,
): Promise<CheckedLink> {
  const clock = startLinkClock(budgetMs)
  const trail: Trail = {
    hops: [],
    seen: new Set(),
    redirects: 0,
    status: null,
    finalUrl: null,
    bytes: 0,
    head: null,
  }
  const first = toFirstTarget(task.url, task.allowsPrivate)
  const finding = first.isFine
    ? await follow(task, first.value, clock, trail, seat, context)
    : toFinding(task, first.problem)
  const spentMs = clock.spent()
  const now = context.network.clock.now()
  return {
    facts: {
      linkId: task.linkId,
      httpStatus: trail.status,
      finalUrl: trail.finalUrl,
      hops: trail.hops,
      redirects: trail.redirects,
      latencyMs: first.isFine ? Math.round(spentMs) : null,
      bytes: trail.bytes,
      attempts: attempt,
      checkedAt: now,
      ...finding,
    },
    retryAfterMs: toRetryAfterMs(trail.head?.header('retry-after') ?? null, now),
    spentMs,
  }
}

async function follow(
  task: LinkTask,
  first: Target,
  clock: LinkClock,
  trail: Trail,
  seat: Seat,
  context: CheckContext,
): Promise<Finding> {
  let target = first
  for (;;) {
    trail.seen.add(target.url)
    const answer = await request(target, task, clock, trail, context)
    if (!answer.isFine) return toFinding(task, toHopProblem(answer.problem, trail.redirects))
    const { head, connection } = answer.value
    if (head.status === 407 && connection.proxy !== null) {
      connection.socket.destroy()
      return toFinding(task, toProblem('refused', 'proxy-failed', 'HTTP 407'))
    }
    if (!isRedirect(head.status)) return judge(task, target, head, connection, clock, trail, context.network)
    connection.socket.destroy()
    const next = toNextTarget(head.header('location'), target, task.allowsPrivate)
    if (!next.isFine) return toFinding(task, next.problem)
    if (trail.seen.has(next.value.url)) return toFinding(task, toProblem('broken', 'redirect-loop', next.value.url))
    if (trail.redirects === MAX_REDIRECTS) {
      return toFinding(task, toProblem('broken', 'too-many-redirects', next.value.url))
    }
    target = next.value
    trail.redirects += 1
    clock.pause()
    await seat.move(target.host)
    clock.resume()
  }
}

/** A forbidden address behind a redirect is another finding than one behind the link itself. */
function toHopProblem(problem: LinkProblem, redirects: number): LinkProblem {
  return redirects > 0 && problem.cause === 'address-forbidden'
    ? { ...problem, cause: 'redirect-address-forbidden' }
    : problem
}

interface Answer {
  readonly head: AnswerHead
  readonly connection: Connection
}

async function request(
  target: Target,
  task: LinkTask,
  clock: LinkClock,
  trail: Trail,
  { network, metrics, onCertificate }: CheckContext,
): Promise<Outcome<Answer>> {
  const done = metrics.begin()
  const before = clock.spent()
  let address: string | null = null
  let status: number | null = null
  const opened = await openConnection(
    target,
    task.allowsPrivate,
    clock,
    network,
    trail.redirects === 0 ? onCertificate : null,
  )
  let answer: Outcome<AnswerHead>
  if (opened.isFine) {
    address = opened.value.address
    const timeoutMs = Math.min(clock.remaining(), ANSWER_TIMEOUT_MS)
    answer = await ask(opened.value.socket, toRequest(target, opened.value), timeoutMs)
  } else answer = opened
  if (answer.isFine) {
    status = answer.value.status
    trail.status = status
    trail.finalUrl = target.url
    trail.head = answer.value
    done(status === 429 ? 'throttled' : 'answered', clock.spent() - before)
  } else done(answer.problem.verdict === 'timeout' ? 'timeout' : 'error', 0)
  trail.hops.push({ url: target.url, status, address })
  return answer.isFine && opened.isFine
    ? { isFine: true, value: { head: answer.value, connection: opened.value } }
    : { isFine: false, problem: (answer as { problem: LinkProblem }).problem }
}

function toRequest(target: Target, { proxy }: Connection): string {
  const place = proxy === null ? target.path : target.url
  const more = proxy === null ? [] : toAuthorization(proxy)
  return `GET ${place} HTTP/1.1\r\nHost: ${target.authority}\r\n${HEADERS}\r\n${more.map((line) => `${line}\r\n`).join('')}\r\n`
}

async function judge(
  task: LinkTask,
  target: Target,
  head: AnswerHead,
  { socket }: Connection,
  clock: LinkClock,
  trail: Trail,
  { pages }: Network,
): Promise<Finding> {
  const { verdict, cause } = judgeStatus(head, trail.redirects > 0)
  trail.bytes = head.rest.length
  const isReadable = verdict === 'ok' || verdict === 'redirected'
  if (task.backlink === null || !isReadable) {
    socket.destroy()
    return { verdict, cause, raw: null, backlink: task.backlink === null ? null : 'unknown', anchor: null }
  }
  const reader = createPageReader({
    contentType: head.header('content-type'),
    contentEncoding: head.header('content-encoding'),
    pageUrl: target.url,
    wanted: task.backlink,
  })
  clock.pause()
  const page = await pages.run(() => {
    clock.resume()
    return readPage(socket, head, reader, Math.min(clock.remaining(), BODY_TIMEOUT_MS))
  })
  trail.bytes = page.bytes
  if (page.result === null) return toFinding(task, page.problem)
  const { state, anchor, problem, isBotPage } = page.result
  if (isBotPage) return toFinding(task, toProblem('blocked', 'bot-page'))
  if (problem !== null) return toFinding(task, toProblem(PAGE_VERDICTS[problem], problem))
  return { verdict, cause, raw: null, backlink: state, anchor }
}

const PAGE_VERDICTS: Readonly<Record<'body-too-large' | 'body-bomb' | 'answer-malformed', Verdict>> = {
  'body-too-large': 'too-large',
  'body-bomb': 'too-large',
  'answer-malformed': 'server-error',
}

function toFinding(task: LinkTask, { verdict, cause, raw }: LinkProblem): Finding {
  return { verdict, cause, raw, backlink: task.backlink === null ? null : 'unknown', anchor: null }
}

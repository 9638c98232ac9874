import { isGoodVerdict, type LinkCheckFacts } from '../../shared/domain/link.ts'
import type { ConnectorContext } from '../connectors/connector.ts'
import type { LinkBatches } from './link-batches.ts'
import { toRaw } from './problems.ts'

/** Tells of every link once: its facts, the progress, and a line for each that does not answer as it should. */
export interface LinkReport {
  /** A link is done. */
  link(facts: LinkCheckFacts, url: string): void
  /** A link will be tried once more. */
  retry(): void
  retried(facts: LinkCheckFacts): void
  readonly checked: number
}

/** Lines about single links; the rest is in the list of links anyway. */
const MAX_LINES = 200

/** Longest part of a URL in a line. */
const MAX_URL = 200

/** Creates the report of a run over so many links. */
export function createLinkReport(total: number, context: ConnectorContext, batches: LinkBatches): LinkReport {
  let checked = 0
  let failed = 0
  let retries = 0
  let retriesDone = 0
  let retriesFailed = 0
  let lines = 0

  function tellRetries(): void {
    context.progress({ stage: 'retry', done: retriesDone, total: retries, failed: retriesFailed })
  }

  function tellBad(facts: LinkCheckFacts, url: string): void {
    lines += 1
    if (lines > MAX_LINES + 1) return
    if (lines > MAX_LINES) context.log('info', 'links', 'links.found-more', {})
    else {
      context.log('warn', 'links', `links.found-${facts.verdict}`, {
        url: toRaw(url).slice(0, MAX_URL),
        detail: toDetail(facts),
      })
    }
  }

  if (total > 0) context.progress({ stage: 'links', done: 0, total, failed: 0 })
  return {
    link(facts, url) {
      checked += 1
      const isGood = isGoodVerdict(facts.verdict)
      if (!isGood) failed += 1
      context.progress({ stage: 'links', done: checked, total, failed })
      if (!isGood) tellBad(facts, url)
      batches.check(facts)
    },
    retry() {
      retries += 1
      tellRetries()
    },
    retried(facts) {
      retriesDone += 1
      if (!isGoodVerdict(facts.verdict)) retriesFailed += 1
      tellRetries()
    },
    get checked() {
      return checked
    },
  }
}

/** What stands in brackets behind the sentence: codes that can be searched for. */
function toDetail({ httpStatus, cause, raw }: LinkCheckFacts): string {
  const parts = [httpStatus === null ? null : `HTTP ${httpStatus}`, cause, cause === null ? null : raw]
  return parts
    .filter((part) => part !== null && part !== '')
    .join(', ')
    .slice(0, MAX_URL)
}

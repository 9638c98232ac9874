import { isNoCheck, type LinkRunFigures } from '../../shared/domain/link.ts'
import { judgeLink } from '../../shared/domain/link-policy.ts'
import { isActiveRun } from '../../shared/domain/run.ts'
import { transaction, type WriteDb } from '../db/connection.ts'
import type { AskedLink, LinkRunCommands } from '../db/link-run-commands.ts'
import { createCheckWriter, readJudgedLinks, type JudgedLink } from '../db/repositories/link-check.ts'
import { putCertificate } from '../db/repositories/link-certificate.ts'
import { putBootstrap, putDomain } from '../db/repositories/link-domain.ts'
import { findLinkFigures, putLinkFigures } from '../db/repositories/link-run.ts'
import { getRun } from '../db/repositories/run.ts'
import type { WriteContext } from './context.ts'
import { writeCertificateItem, writeDomainItem } from './link-items.ts'

type RecordInput = LinkRunCommands['link.record']['input']
type RecordOutput = LinkRunCommands['link.record']['output']

const NOTHING: RecordOutput = { linkIds: [], movedItems: 0 }

/**
 * Stores one batch of facts of a run over links: all of it or nothing. Facts are dated when they come in, by the clock that
 * the policy and all other dates go by; a batch comes a moment after its facts were found. Throws RUN_NOT_FOUND.
 */
export function recordLinks({ db }: WriteContext, input: RecordInput): RecordOutput {
  return transaction(db, () => {
    const { runId, batch, at } = input
    const figures = findLinkFigures(db, runId)
    if (!isActiveRun(getRun(db, runId).state) || !figures) return NOTHING
    const linkIds = recordChecks(db, input, figures)
    let movedItems = 0
    for (const facts of batch.certificates) {
      const known = putCertificate(db, { ...facts, checkedAt: at })
      if (writeCertificateItem(db, known, { runId, at })) movedItems += 1
    }
    for (const facts of batch.domains) {
      putDomain(db, { ...facts, checkedAt: at })
      if (writeDomainItem(db, facts.domain, { runId, at })) movedItems += 1
    }
    if (batch.bootstrap) putBootstrap(db, batch.bootstrap)
    return { linkIds, movedItems }
  })
}

function recordChecks(db: WriteDb, { runId, batch, asked, at }: RecordInput, before: LinkRunFigures): string[] {
  const links = readJudgedLinks(
    db,
    batch.checks.map(({ linkId }) => linkId),
  )
  const writer = createCheckWriter(db, runId)
  const figures = {
    checked: before.checked,
    toShow: before.toShow,
    toNotShow: before.toNotShow,
    byVerdict: { ...before.byVerdict },
  }
  const linkIds: string[] = []
  batch.checks.forEach((facts, index) => {
    const check = { ...facts, checkedAt: at }
    const link = links.get(check.linkId)
    // What nobody asked says nothing, nor does what was asked about an address that it had before.
    if (!link || isNoCheck(check.verdict) || !isStillWanted(link, asked[index] ?? null)) return
    const judgement = judgeLink(link.standing, check, before.isStrict ? 'strict' : link.policy, at)
    if (!writer.put(link, check, judgement)) return
    linkIds.push(check.linkId)
    figures.checked += 1
    figures.byVerdict[check.verdict] = (figures.byVerdict[check.verdict] ?? 0) + 1
    if (link.isFixed) return
    if (judgement.shownChange === 1) figures.toShow += 1
    else if (judgement.shownChange === -1) figures.toNotShow += 1
  })
  if (linkIds.length > 0) putLinkFigures(db, runId, { ...before, ...figures })
  return linkIds
}

function isStillWanted(link: JudgedLink, asked: AskedLink | null): boolean {
  return asked === null || (asked.url === link.url && asked.backlinkSite === link.backlinkSite)
}

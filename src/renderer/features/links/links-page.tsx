import { notifications } from '@mantine/notifications'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useCallback, useMemo, useState, type ReactNode } from 'react'
import type { LinkSummary } from '../../../shared/domain/link.ts'
import type { LinkQuery } from '../../../shared/domain/link-query.ts'
import type { GridColumnState } from '../../components/data-grid/column-states.ts'
import type { Ranges } from '../../components/data-grid/types.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { FilterMenu, type OpenFilter } from '../../components/list-tools/filter-menu.tsx'
import { withCondition, withFilter } from '../../components/list-tools/list-query.ts'
import tools from '../../components/list-tools/list-tools.module.css'
import { SearchBox } from '../../components/list-tools/search-box.tsx'
import { useListPlaces } from '../../components/list-tools/use-list-places.ts'
import { useReturningFocus } from '../../components/list-tools/use-returning-focus.ts'
import { PageHeader } from '../../components/page-header.tsx'
import { useNow } from '../../components/run/use-now.ts'
import { describeSchedule, dueWords, firstDue, scheduleName } from '../../components/schedule/schedule-state.ts'
import { StatusDot } from '../../components/status-dot.tsx'
import { ApiError } from '../../lib/api.ts'
import { useApi, useRequest } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useIsOnline } from '../../lib/online.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { CheckButton } from './check-button.tsx'
import { CheckProgress } from './check-progress.tsx'
import { CheckSummary } from './check-summary.tsx'
import { LinkDetails } from './link-details.tsx'
import { LinksDialogs, type OpenLinksDialog } from './links-dialogs.tsx'
import { LinksList } from './links-list.tsx'
import classes from './links-page.module.css'
import type { LinkColumnField } from './links-query-model.ts'
import { createLinkCounts, createLinkPort, type LinkRows } from './links-rows.ts'
import { useLinksAddress } from './links-state.ts'
import { readTarget, type LinkTarget } from './links-target.ts'
import { LinksToolbar } from './links-toolbar.tsx'
import { isFiltered, withoutFilters } from './quick-filters.ts'
import { useCheckRun, type CheckRun } from './use-check-run.ts'
import { useLinksQuery, type LinksQuery } from './use-links-query.ts'
import { useOpenLink } from './use-open-link.ts'

/** The list of links: what answers, what does not, and what is shown. */
export function LinksPage(): ReactNode {
  const [attempt, setAttempt] = useState(0)
  // Everything that people have set lives outside, so that trying again may simply start anew.
  return <Links key={attempt} onRetry={() => setAttempt((count) => count + 1)} />
}

function Links({ onRetry }: { readonly onRetry: () => void }): ReactNode {
  const { t } = useTranslator()
  const api = useApi()
  const port = useMemo(() => createLinkPort(api), [api])
  const counts = useMemo(() => createLinkCounts(api), [api])
  const links = useLinksQuery()
  const { state, change, onQuery, rows, resolved, summary } = links
  const { query } = state
  const [openLinkId, openLink] = useLinksAddress()
  const places = useListPlaces(rows, query, resolved)
  const steps = useOpenLink(openLinkId, openLink, rows, port, places)
  const [openFilter, setOpenFilter] = useReturningFocus<OpenFilter<LinkColumnField>>()
  const [dialog, setDialog] = useState<OpenLinksDialog | null>(null)
  const check = useCheckRun(summary?.lastRunId ?? null)
  const target = useTarget(rows)

  const onColumns = useCallback((columns: readonly GridColumnState<LinkColumnField>[]) => change({ columns }), [change])
  const onSort = useCallback(
    (sort: LinkQuery['sort']) => change(({ query: former }) => ({ query: { ...former, sort } })),
    [change],
  )
  const onSearch = useCallback(
    (search: string) => change(({ query: former }) => ({ query: withFilter(former, { search: search || undefined }) })),
    [change],
  )
  const shared = { links, onSort, onColumns, onOpenFilter: setOpenFilter, onDialog: setDialog }

  return (
    <>
      <PageHeader
        title={t('shell.page.links')}
        freshness={
          <>
            <LinksFreshness summary={summary} isRunning={check.live !== null} />
            <NextCheck />
          </>
        }
        search={
          <SearchBox
            search={query.filter.search ?? ''}
            placeholder={t('links.filter.search')}
            hotkeyLabel={t('links.filter.hotkey')}
            onSearch={onSearch}
          />
        }
        actions={
          <CheckButton
            check={check}
            total={summary?.total ?? 0}
            found={isFiltered(query) ? (rows?.total ?? null) : null}
            selection={places.selection}
            readIds={async (ranges) => (await target(ranges ?? [[0, rows?.total ?? 0]]))?.linkIds ?? []}
          />
        }
      />
      <LinksToolbar {...shared} />
      <Notices links={links} check={check} />
      {links.error && (
        <div className={tools.problem}>
          <ErrorNote error={links.error} onRetry={onRetry} />
        </div>
      )}
      <div className={tools.body}>
        <LinksList
          {...shared}
          port={port}
          places={places}
          openLinkId={openLinkId}
          onOpenLink={openLink}
          openFilter={openFilter}
          readTarget={target}
        />
        {openLinkId !== null && <LinkDetails linkId={openLinkId} onClose={() => openLink(null)} {...steps} />}
      </div>
      <FilterMenu<LinkQuery, LinkColumnField>
        open={openFilter}
        onClose={() => setOpenFilter(null)}
        fields={links.fields}
        query={query}
        resolved={resolved}
        counts={counts}
        onQuery={onQuery}
      />
      <LinksDialogs
        open={dialog}
        onClose={() => setDialog(null)}
        onAdded={openLink}
        onRemoved={(linkIds) => {
          if (openLinkId !== null && linkIds.includes(openLinkId)) openLink(null)
        }}
      />
    </>
  )
}

/** Reads which links stand at positions; says so when they cannot be read. */
function useTarget(rows: LinkRows | null): (ranges: Ranges) => Promise<LinkTarget | undefined> {
  const api = useApi()
  const translator = useTranslator()
  return useCallback(
    async (ranges: Ranges) => {
      if (rows === null) return undefined
      try {
        return await readTarget(createLinkPort(api), rows, ranges)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        notifications.show({ color: 'red', message: translator.error(error.body) })
        return undefined
      }
    },
    [api, rows, translator],
  )
}

/** When links were checked last; a run that goes on changes what is shown while one looks. */
function LinksFreshness({
  summary,
  isRunning,
}: {
  readonly summary: LinkSummary | undefined
  readonly isRunning: boolean
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  if (summary === undefined) return null
  if (isRunning) return <StatusDot tone="busy" label={t('links.page.running')} />
  const { lastCheckedAt, total, unchecked } = summary
  if (total === 0) return <StatusDot tone="neutral" label={t('links.page.none')} />
  if (lastCheckedAt === null) return <StatusDot tone="neutral" label={t('links.page.never')} />
  return (
    <span title={formats.instantTitle(lastCheckedAt)}>
      {unchecked === 0 ? (
        <StatusDot tone="good" label={t('links.page.asOf', { time: formats.time(lastCheckedAt) })} />
      ) : (
        <StatusDot
          tone="neutral"
          label={t('links.page.asOfPart', {
            time: formats.time(lastCheckedAt),
            count: unchecked,
            shown: formats.number(unchecked),
          })}
        />
      )}
    </span>
  )
}

/** When links are checked next by themselves; leads to the schedules. */
function NextCheck(): ReactNode {
  const translator = useTranslator()
  const formats = useFormats()
  const now = useNow(30_000, true)
  const { data } = useRequest('schedule.list', {})
  const ofGroups = data?.schedules.filter(({ target }) => target.kind === 'link-group') ?? []
  const first = firstDue(ofGroups)
  if (!data || first === null) return null
  const { label, title, tone } = describeSchedule(translator, formats, first, now, data.pausedUntil)
  const isAhead = tone === 'good'
  return (
    <a
      className={classes.nextCheck}
      href={hrefTo('sync', { part: 'schedules' })}
      title={[scheduleName(translator, first), title].filter(Boolean).join(' · ')}
    >
      {isAhead ? translator.t('links.page.nextCheck', { time: dueWords(translator, formats, first.nextDueAt) }) : label}
    </a>
  )
}

/** What stands above the list while it matters: no network, a check that goes on, did not start or has ended. */
function Notices({
  links,
  check,
}: {
  readonly links: Pick<LinksQuery, 'state' | 'onQuery'>
  readonly check: CheckRun
}): ReactNode {
  const { t } = useTranslator()
  const isOnline = useIsOnline()
  const { live, startError, ended } = check
  const { state, onQuery } = links
  return (
    <>
      {!isOnline && (
        <p className={classes.notice} role="status">
          <IconPlugConnectedX aria-hidden size={16} />
          <span>
            <strong>{t('links.page.offline')}</strong> {t('links.page.offlineText')}
          </span>
        </p>
      )}
      {startError && (
        <div className={tools.problem}>
          <ErrorNote error={startError} title={t('links.page.startFailed')} />
        </div>
      )}
      {live && <CheckProgress live={live} check={check} />}
      {!live && ended?.links && (
        <CheckSummary
          run={ended}
          figures={ended.links}
          onVerdict={(verdict) =>
            onQuery(withCondition(withoutFilters(state.query), { kind: 'values', field: 'verdict', values: [verdict] }))
          }
          onDismiss={check.dismiss}
        />
      )}
    </>
  )
}

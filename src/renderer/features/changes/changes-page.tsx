import { useEffect, type ReactNode } from 'react'
import { Freshness } from '../../components/freshness.tsx'
import { SearchBox } from '../../components/list-tools/search-box.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import layout from '../../components/page-layout.module.css'
import { PartSwitch } from '../../components/part-switch.tsx'
import { useApi } from '../../lib/api-context.tsx'
import { useTranslator } from '../../lib/translator.tsx'
import { followTaking } from './asked-review.ts'
import { hrefToComparison, hrefToReviews, useChangesPlace } from './changes-address.ts'
import classes from './changes.module.css'
import { Differences } from './differences.tsx'
import { ReviewsPart } from './reviews-part.tsx'
import { StartChooser } from './start-chooser.tsx'
import { TakeReviewButton } from './take-review.tsx'

/** What is other than it was, and the reviews that were marked done. */
export function ChangesPage(): ReactNode {
  const { t } = useTranslator()
  const [place, go] = useChangesPlace()
  const api = useApi()
  useEffect(() => followTaking(api), [api])
  const isList = place.part === 'differences'
  return (
    <div className={layout.page}>
      <PageHeader
        title={t('changes.title')}
        freshness={<Freshness />}
        search={
          isList ? (
            <SearchBox
              search={place.search}
              placeholder={t('changes.search')}
              hotkeyLabel={t('changes.searchHotkey')}
              onSearch={(search) => go({ search })}
            />
          ) : undefined
        }
        actions={<TakeReviewButton onAsked={() => go({ part: 'reviews', reviewId: null })} />}
      >
        <div className={classes.choices}>
          <PartSwitch
            label={t('changes.parts.label')}
            parts={[
              {
                name: 'differences',
                label: t('changes.parts.differences'),
                href: hrefToComparison({ kind: 'last-runs' }),
              },
              { name: 'reviews', label: t('changes.parts.reviews'), href: hrefToReviews() },
            ]}
            part={place.part}
          />
          {isList && <StartChooser place={place} onPlace={go} />}
        </div>
      </PageHeader>
      {isList ? <Differences place={place} onPlace={go} /> : <ReviewsPart reviewId={place.reviewId} />}
    </div>
  )
}

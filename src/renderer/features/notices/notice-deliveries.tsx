import type { ReactNode } from 'react'
import type { Notice } from '../../../shared/domain/notice.ts'
import details from '../../components/details/details.module.css'
import { Section } from '../../components/section.tsx'
import { StatusDot } from '../../components/status-dot.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './notice-details.module.css'
import { deliveryWords, nativeWords, type StateWords } from './notice-texts.ts'

/** Where a notice has arrived, and what came of it where it has not. */
export function NoticeDeliveries({ notice }: { readonly notice: Notice }): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const isWaiting = notice.native.state === 'waiting'
  return (
    <Section title={t('notices.page.delivery.title')}>
      <dl className={classes.deliveries}>
        <Delivery
          name={t('notices.page.delivery.native')}
          words={nativeWords(t, formats, notice)}
          title={formats.instantTitle(notice.native.at)}
          note={isWaiting ? t('notices.page.delivery.waitingHint') : null}
        />
        {notice.deliveries.map((delivery) => (
          <Delivery
            key={delivery.webhookId}
            name={delivery.name}
            words={deliveryWords(translator, formats, delivery)}
            title={formats.instantTitle(delivery.at)}
            note={null}
          />
        ))}
      </dl>
    </Section>
  )
}

function Delivery({
  name,
  words,
  title,
  note,
}: {
  readonly name: string
  readonly words: StateWords
  readonly title: string
  readonly note: string | null
}): ReactNode {
  return (
    <div className={`${details.row} ${classes.delivery}`}>
      <dt title={name}>{name}</dt>
      <dd title={title}>
        <StatusDot {...words} />
        {note !== null && <span className={classes.note}>{note}</span>}
      </dd>
    </div>
  )
}

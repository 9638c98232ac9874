import type { ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { DecisionField } from './review-decision.tsx'
import classes from './review-form.module.css'
import { NoteField } from './review-note.tsx'
import { PersonField } from './review-person.tsx'
import { AcknowledgeField, SnoozeField } from './review-quiet.tsx'
import { TagsField } from './review-tags.tsx'
import { ReasonField } from './review-text.tsx'
import { useReviewSave } from './use-review-save.ts'

/** What people say about an item, to be read and changed; each field is saved at once. Give it the item's id as key. */
export function ReviewForm({ item }: { readonly item: Item }): ReactNode {
  const { t } = useTranslator()
  const saves = useReviewSave(item)
  return (
    <section className={classes.root} aria-label={t('items.details.review')}>
      <h3>{t('items.details.review')}</h3>
      <DecisionField item={item} saves={saves} />
      <ReasonField item={item} saves={saves} />
      <div className={classes.pair}>
        <PersonField item={item} field="owner" saves={saves} />
        <PersonField item={item} field="backupOwner" saves={saves} />
      </div>
      <TagsField item={item} saves={saves} />
      <NoteField item={item} saves={saves} />
      <div className={classes.pair}>
        <SnoozeField item={item} saves={saves} />
        <AcknowledgeField item={item} saves={saves} />
      </div>
    </section>
  )
}

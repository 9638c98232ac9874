import { Button, Radio } from '@mantine/core'
import { IconLayoutList } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { FacetField } from '../../../shared/domain/item-query.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { fieldLabel } from './field-texts.ts'
import classes from '../../components/list-tools/list-tools.module.css'
import { isFacetField } from './query-model.ts'
import { ToolMenu } from '../../components/list-tools/tool-menu.tsx'

/** Fields whose groups say something; one group per name or id would be the list itself. */
const GROUP_FIELDS = [
  'band',
  'account',
  'provider',
  'renewalMode',
  'decision',
  'owner',
  'resourceTypeName',
  'serviceTypeName',
  'regionName',
  'enterpriseProjectName',
  'tagProductLine',
  'tagEnv',
  'customTags',
  'contradictions',
  'status',
  'phase',
  'currency',
  'kind',
  'isMain',
  'parentResourceId',
] as const satisfies readonly FacetField[]

export interface GroupMenuProps {
  readonly groupBy: FacetField | null
  readonly onGroupBy: (field: FacetField | null) => void
  /** Number of groups; null while they are on their way. */
  readonly groups: number | null
  readonly onFoldAll: () => void
  readonly onUnfoldAll: () => void
}

/** Rows of one group stand together under their count and sums. */
export function GroupMenu({ groupBy, onGroupBy, groups, onFoldAll, onUnfoldAll }: GroupMenuProps): ReactNode {
  const { t } = useTranslator()
  const fields: readonly FacetField[] =
    groupBy === null || (GROUP_FIELDS as readonly string[]).includes(groupBy)
      ? GROUP_FIELDS
      : [groupBy, ...GROUP_FIELDS]
  return (
    <ToolMenu
      label={t('items.group.title')}
      icon={<IconLayoutList aria-hidden size={15} />}
      state={groupBy === null ? null : fieldLabel(t, groupBy)}
      widthPx={280}
    >
      {() => (
        <>
          {groupBy !== null && (
            <div className={classes.sideBySide}>
              <Button size="compact-xs" variant="default" disabled={!groups} onClick={onFoldAll}>
                {t('items.group.foldAll')}
              </Button>
              <Button size="compact-xs" variant="default" disabled={!groups} onClick={onUnfoldAll}>
                {t('items.group.unfoldAll')}
              </Button>
            </div>
          )}
          <Radio.Group
            aria-label={t('items.group.title')}
            value={groupBy ?? ''}
            onChange={(value) => onGroupBy(isFacetField(value) ? value : null)}
          >
            <div className={classes.options}>
              <Radio size="xs" value="" label={t('items.group.none')} />
              {fields.map((field) => (
                <Radio key={field} size="xs" value={field} label={fieldLabel(t, field)} />
              ))}
            </div>
          </Radio.Group>
        </>
      )}
    </ToolMenu>
  )
}

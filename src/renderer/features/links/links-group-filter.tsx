import { Button, Checkbox } from '@mantine/core'
import { IconFolders } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { LinkQuery } from '../../../shared/domain/link-query.ts'
import tools from '../../components/list-tools/list-tools.module.css'
import { conditionOn, withCondition, withoutCondition } from '../../components/list-tools/list-query.ts'
import { ToolMenu } from '../../components/list-tools/tool-menu.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { linkValueLabel } from './links-fields.ts'
import classes from './links-page.module.css'
import type { LinksQuery } from './use-links-query.ts'

/** Which groups are shown; several at once, none is all of them. */
export function GroupFilter({
  links,
  onManage,
}: {
  readonly links: Pick<LinksQuery, 'state' | 'rows' | 'onQuery'>
  readonly onManage: () => void
}): ReactNode {
  const { state, rows, onQuery } = links
  const { query } = state
  const { t } = useTranslator()
  const condition = conditionOn(query, 'group', 'values')
  const chosen = condition && !condition.isExcluded ? condition.values : []
  const label = (value: string | null): string => linkValueLabel(t, 'group', value, null)
  return (
    <ToolMenu
      label={t('links.filter.groups')}
      icon={<IconFolders aria-hidden size={15} />}
      state={chosen.length === 0 ? null : chosen.length === 1 ? label(chosen[0] ?? null) : String(chosen.length)}
      widthPx={280}
    >
      {(close) => (
        <div className={tools.stack}>
          <GroupList
            counts={rows?.facets.group?.values ?? []}
            chosen={chosen}
            label={label}
            onChosen={(values) => onQuery(withGroups(query, values))}
          />
          <div className={tools.sideBySide}>
            <Button
              size="compact-xs"
              variant="default"
              disabled={chosen.length === 0}
              onClick={() => onQuery(withGroups(query, []))}
            >
              {t('links.filter.anyGroup')}
            </Button>
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => {
                close()
                onManage()
              }}
            >
              {t('links.filter.manageGroups')}
            </Button>
          </div>
        </div>
      )}
    </ToolMenu>
  )
}

function withGroups(query: LinkQuery, values: readonly (string | null)[]): LinkQuery {
  return values.length === 0
    ? withoutCondition(query, 'group', 'values')
    : withCondition(query, { kind: 'values', field: 'group', values })
}

function GroupList({
  counts,
  chosen,
  label,
  onChosen,
}: {
  readonly counts: readonly { readonly value: string | null; readonly count: number }[]
  readonly chosen: readonly (string | null)[]
  readonly label: (value: string | null) => string
  readonly onChosen: (values: readonly (string | null)[]) => void
}): ReactNode {
  const formats = useFormats()
  // A chosen group stays in sight when other filters leave none of its links.
  const gone = chosen.filter((value) => !counts.some((entry) => entry.value === value))
  const entries = [...counts, ...gone.map((value) => ({ value, count: 0 }))]
  return (
    <div className={tools.fieldList}>
      {entries.map(({ value, count }, index) => {
        const isOn = chosen.includes(value)
        return (
          <div key={value ?? ''} className={classes.groupLine}>
            <Checkbox
              size="xs"
              {...(index === 0 ? { 'data-autofocus': true } : {})}
              label={label(value)}
              checked={isOn}
              onChange={() => onChosen(isOn ? chosen.filter((other) => other !== value) : [...chosen, value])}
            />
            <span className={classes.dim}>{formats.number(count)}</span>
          </div>
        )
      })}
    </div>
  )
}

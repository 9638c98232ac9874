import { Button, Collapse, CopyButton, UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useId, useState, type ReactNode } from 'react'
import { HUAWEI_POLICY_TEXT } from '../../../shared/domain/huawei-policy.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './account-form.module.css'

/** The exact rights to ask for, ready to be copied. */
export function PolicyText({ isOpenAtFirst = false }: { readonly isOpenAtFirst?: boolean }): ReactNode {
  const { t } = useTranslator()
  const [isOpen, setOpen] = useState(isOpenAtFirst)
  const id = useId()
  return (
    <div className={classes.policy}>
      <UnstyledButton
        className={classes.disclosure}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <IconChevronRight size={14} aria-hidden data-open={isOpen || undefined} />
        {t('accounts.form.policyTitle')}
      </UnstyledButton>
      <Collapse expanded={isOpen} id={id}>
        <p className={classes.dim}>{t('accounts.form.policyText')}</p>
        <pre className={classes.code} tabIndex={0}>
          {HUAWEI_POLICY_TEXT}
        </pre>
        <CopyButton value={HUAWEI_POLICY_TEXT}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy}>
              {t(copied ? 'accounts.form.copied' : 'accounts.form.policyCopy')}
            </Button>
          )}
        </CopyButton>
      </Collapse>
    </div>
  )
}

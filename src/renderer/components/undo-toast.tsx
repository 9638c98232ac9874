import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import classes from './undo-toast.module.css'

/** Milliseconds for which the way back is offered. */
const OFFERED_MS = 12_000

/** Says what has just been done, with a button that takes it back; a newer one of the same id takes its place. */
export function sayWithUndo(id: string, message: string, undoLabel: string, onUndo: () => void): void {
  notifications.hide(id)
  notifications.show({
    id,
    autoClose: OFFERED_MS,
    message: (
      <div className={classes.toast}>
        <span className={classes.words}>{message}</span>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => {
            notifications.hide(id)
            onUndo()
          }}
        >
          {undoLabel}
        </Button>
      </div>
    ),
  })
}

import { Fragment, useMemo, type ReactNode } from 'react'
import { OutsideLink } from '../outside-link.tsx'
import { toNoteParts, type NotePart, type NoteParts } from './note-parts.ts'
import classes from './note-text.module.css'

/**
 * A note with its light Markdown: bold, italics, strike, code, lists, quotes, small headings, links and line breaks. No
 * images and no HTML; what was pasted can become nothing else. A long note scrolls under its `label`.
 */
export function NoteText({ note, label }: { readonly note: string; readonly label: string }): ReactNode {
  const parts = useMemo(() => toNoteParts(note), [note])
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long note is scrolled by keys
    <div className={classes.root} role="group" aria-label={label} tabIndex={0}>
      <Parts parts={parts} />
    </div>
  )
}

function Parts({ parts }: { readonly parts: NoteParts }): ReactNode {
  // Parts are made anew with each text and have no state, so their place names them.
  return parts.map((part, index) => <Fragment key={index}>{draw(part)}</Fragment>)
}

function draw(part: NotePart): ReactNode {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'break':
      return <br />
    case 'rule':
      return <hr />
    case 'code':
      return <code>{part.text}</code>
    case 'code-block':
      return (
        <pre>
          <code>{part.text}</code>
        </pre>
      )
    case 'plain-block':
      return <p className={classes.plain}>{part.text}</p>
    case 'list':
      return <List part={part} />
    case 'link':
      return (
        <OutsideLink url={part.url}>
          <Parts parts={part.parts} />
        </OutsideLink>
      )
    default:
      return <Wrapped part={part} />
  }
}

function List({ part }: { readonly part: Extract<NotePart, { kind: 'list' }> }): ReactNode {
  const items = part.items.map((item, index) => (
    <li key={index}>
      <Parts parts={item} />
    </li>
  ))
  return part.start === null ? <ul>{items}</ul> : <ol start={part.start}>{items}</ol>
}

function Wrapped({ part }: { readonly part: Extract<NotePart, { readonly parts: NoteParts }> }): ReactNode {
  const inner = <Parts parts={part.parts} />
  switch (part.kind) {
    case 'heading':
      // Small, and no part of the page's own outline.
      return <p className={classes.heading}>{inner}</p>
    case 'quote':
      return <blockquote>{inner}</blockquote>
    case 'bold':
      return <strong>{inner}</strong>
    case 'italic':
      return <em>{inner}</em>
    case 'strike':
      return <s>{inner}</s>
    default:
      return <p>{inner}</p>
  }
}

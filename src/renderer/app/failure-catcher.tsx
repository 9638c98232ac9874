import { Component, type ErrorInfo, type ReactNode } from 'react'

/** What broke while something was drawn, as text for support. */
export interface Failure {
  readonly details: string
}

interface FailureCatcherProps {
  readonly children: ReactNode
  /** Drawn instead of what broke; `retry` draws the children again. */
  readonly renderFailure: (failure: Failure, retry: () => void) => ReactNode
}

/** Keeps what stands around it standing when its children break. */
export class FailureCatcher extends Component<FailureCatcherProps, { readonly failure: Failure | null }> {
  override state: { readonly failure: Failure | null } = { failure: null }

  static getDerivedStateFromError(error: unknown): { readonly failure: Failure } {
    return { failure: { details: describe(error, null) } }
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    this.setState({ failure: { details: describe(error, componentStack ?? null) } })
  }

  override render(): ReactNode {
    const { failure } = this.state
    return failure ? this.props.renderFailure(failure, () => this.setState({ failure: null })) : this.props.children
  }
}

function describe(error: unknown, componentStack: string | null): string {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return [words, componentStack, window.location.hash, navigator.userAgent].filter(Boolean).join('\n\n')
}

// `XMLHttpRequest` for the page of a client library, by the requests a test gives: as much of it as pusher-js uses.
import type { Platform } from '@resound/echo/core'

/** The class, made over the platform's requests. */
export function pageRequests(fetch: Platform['fetch']): unknown {
  return class XMLHttpRequest {
    onreadystatechange: (() => void) | null = null
    readyState = 0
    status = 0
    responseText = ''
    private readonly headers: Record<string, string> = {}
    private readonly stop = new AbortController()
    private method = ''
    private url = ''

    open(method: string, url: string): void {
      this.method = method
      this.url = url
    }

    setRequestHeader(name: string, value: string): void {
      this.headers[name] = value
    }

    send(body: string): void {
      const { method, url, headers, stop } = this
      fetch(url, { method, headers, body, signal: stop.signal }).then(
        async (response) => this.end(response.status, await response.text()),
        () => this.end(0, ''),
      )
    }

    abort(): void {
      this.stop.abort()
    }

    private end(status: number, text: string): void {
      Object.assign(this, { status, responseText: text, readyState: 4 })
      this.onreadystatechange?.()
    }
  }
}

// What the pages and contenders use of peers that are installed only when a benchmark asks for them.

declare module '@laravel/echo-react' {
  export function configureEcho(options: Readonly<Record<string, unknown>>): void
  export function useEcho(
    channel: string,
    event: string | string[],
    callback: (payload: never) => void,
    dependencies?: readonly unknown[],
    visibility?: 'private' | 'public',
  ): void
}

declare module 'partysocket' {
  export class WebSocket {
    onmessage: ((event: { data: string }) => void) | null
    constructor(url: string, protocols: string[], options: { WebSocket: unknown })
    send(text: string): void
    close(): void
  }
}

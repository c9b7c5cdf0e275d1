import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/listen.js'
import { answers } from './answers.js'
import { findProgram, startProgram } from './program.js'

/** An nginx that is ready. */
export interface NginxServer {
  /** `http://127.0.0.1:…` */
  readonly url: string
  stop(): Promise<void>
}

/** Debian has it where not everybody's path leads. */
const program = findProgram('nginx') ?? '/usr/sbin/nginx'

/** Why there is no nginx here; undefined where there is. */
export const whyNoNginx = (): string | undefined =>
  findProgram(program) === undefined ? 'nginx: nginx-light is not installed' : undefined

/** What stands behind nginx. */
export interface NginxOptions {
  /** `http://127.0.0.1:…` */
  readonly target: string
  /** Which paths go there. */
  readonly location: string
}

/**
 * Starts Debian's nginx (`nginx-light`) on loopback as a proxy of web sockets, with the `location` that the Reverb guide gives.
 * @throws {ServerUnavailableError} where it is not installed.
 */
export async function startNginx(options: NginxOptions): Promise<NginxServer> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'resound-nginx-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    // Started by root, it works as somebody else.
    await chmod(folder, 0o755)
    const file = join(folder, 'nginx.conf')
    await writeFile(file, configuration(folder, port, options))
    const url = `http://127.0.0.1:${port}`
    const child = await startProgram({
      name: 'nginx',
      command: program,
      args: ['-p', folder, '-c', file, '-e', join(folder, 'error.log')],
      cwd: folder,
      env: process.env,
      isReady: () => answers(`${url}/ready`),
    })
    return {
      url,
      async stop() {
        await child.stop()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}

function configuration(folder: string, port: number, { target, location }: NginxOptions): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    location = /ready { return 200; }
    location ${location} {
      proxy_pass ${target};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
      proxy_set_header Host $host;
    }
  }
}
`
}

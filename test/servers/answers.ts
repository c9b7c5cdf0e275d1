import { get } from 'node:http'

/** Whether a server answers 200 there. */
export function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode == 200)
    }).once('error', () => {
      resolve(false)
    })
  })
}

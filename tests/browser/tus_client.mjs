// A stranger's client: uploads the file of the second argument to the address of the first; the third is its headers.
import { createReadStream, statSync } from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, path, headers] = process.argv.slice(2);
new Upload(createReadStream(path), {
  endpoint,
  headers: JSON.parse(headers),
  uploadSize: statSync(path).size,
  chunkSize: 1024 * 1024,
  metadata: { filename: "відео.mp4" },
  retryDelays: Array(20).fill(50),
  onError: (error) => {
    console.error(String(error));
    process.exitCode = 1;
  },
  onSuccess: () => console.log("done"),
}).start();

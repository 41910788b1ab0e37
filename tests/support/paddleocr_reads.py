"""What the real PaddleOCR makes of exported folders; run as a script, without a network.

Arguments: folders of a recogniser and a detector, a page, then line crops. Prints JSON.
"""

from __future__ import annotations

import json
import socket
import sys

asked: list[str] = []


def refuse(*address, **_options):
    asked.append(str(address))
    raise OSError("there is no network in this test")


socket.socket.connect = refuse
socket.getaddrinfo = refuse


def main(rec: str, det: str, page: str, *crops: str) -> dict[str, object]:
    from paddleocr import PaddleOCR, TextRecognition

    lines = TextRecognition(model_dir=rec, device="cpu").predict(list(crops))
    ocr = PaddleOCR(
        text_detection_model_dir=det,
        text_recognition_model_dir=rec,
        use_doc_orientation_classify=False,
        use_doc_unwarping=False,
        use_textline_orientation=False,
        device="cpu",
    )
    (read,) = ocr.predict(page)
    texts = [line["rec_text"] for line in lines]
    return {"lines": texts, "page": list(read["rec_texts"]), "asked": asked}


if __name__ == "__main__":
    answer = main(*sys.argv[1:])
    print("\n" + json.dumps(answer))

